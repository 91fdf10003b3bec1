# The AWS CLI without a start of Python for each command: this process has loaded it, and forks for each. Loading takes
# several times as long as most commands do. aws-cli.py is the program that asks it.
import json
import os
import signal
import socket
import sys
import traceback

import awscli.handlers  # noqa: F401 - what takes longest
from awscli.clidriver import main


def run(args):
    sys.argv = ['aws', *args]
    try:
        return main()
    except SystemExit as ended:
        return ended.code
    except BaseException:
        traceback.print_exc()
        return 255


def answer(connection):
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    length, files, _, _ = socket.recv_fds(connection, 4, 3)
    request = connection.makefile('rb').read(int.from_bytes(length, 'big'))
    args, folder, environment = json.loads(request)
    for number, file in enumerate(files):
        os.dup2(file, number)
    os.chdir(folder)
    # The CLI has put there where its data are.
    data = os.environ['AWS_DATA_PATH']
    os.environ.clear()
    os.environ.update(environment, AWS_DATA_PATH=data)
    status = run(args)
    sys.stdout.flush()
    sys.stderr.flush()
    connection.sendall(str(status or 0).encode())


listener = socket.socket(socket.AF_UNIX)
listener.bind(sys.argv[1])
listener.listen(16)
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
print('ready', flush=True)
while True:
    accepted, _ = listener.accept()
    if os.fork() == 0:
        try:
            answer(accepted)
        finally:
            os._exit(0)
    accepted.close()
