// Command docker-credential-portunus is a docker credential helper in one static file, for images that have no shell:
// kaniko's, distroless ones, Bottlerocket, Talos. It does what the script of the same name in the folder above does, with
// the same settings and the same sentences, and keeps nothing.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
)

const (
	version      = "0.1.0"
	maxInput     = 64 << 10
	noServer     = "no credentials server URL"
	notFoundText = "credentials not found in native keychain"
	notARegistry = "Portunus: this is not the name of a registry"
)

var serverPattern = regexp.MustCompile(`^[A-Za-z0-9._~:/%?=+,@\[\]-]+$`)

// notFound makes docker go on without a login. Its text is for the user, and may be empty.
type notFound string

func (text notFound) Error() string { return string(text) }

func main() {
	output, err := run(os.Args[1:], os.Stdin)
	if err == nil {
		fmt.Print(output)
		return
	}
	var absent notFound
	if errors.As(err, &absent) {
		if absent != "" {
			fmt.Fprintln(os.Stderr, string(absent))
		}
		err = errors.New(notFoundText)
	}
	// Docker reads errors from standard output.
	fmt.Println(err)
	os.Exit(1)
}

func run(args []string, stdin io.Reader) (string, error) {
	verb := ""
	if len(args) > 0 {
		verb = args[0]
	}
	switch verb {
	case "get":
		return get(stdin)
	case "store":
		return "", store(stdin)
	case "erase":
		_, err := io.Copy(io.Discard, stdin)
		return "", err
	// Docker gets the login of every host that is listed here, and one refusal ends its command.
	case "list":
		return "{}\n", nil
	case "version":
		return "docker-credential-portunus " + version + "\n", nil
	}
	return "", errors.New("usage: docker-credential-portunus get|store|erase|list|version")
}

type login struct {
	ServerURL string
	Username  string
	Secret    string
}

func get(stdin io.Reader) (string, error) {
	server, err := readServer(stdin)
	if err != nil {
		return "", err
	}
	host, err := readHost(server)
	if err != nil {
		return "", err
	}
	if !serverPattern.MatchString(server) {
		return "", errors.New("Portunus: this is not the address of a registry")
	}
	registry, isAmazons := readRegistry(host)
	use, err := findUse(host, isAmazons)
	if err != nil {
		return "", err
	}
	body, err := fetch(use.path(registry))
	if err != nil {
		return "", err
	}
	// The answer is for the server that was asked for, by whichever of its names.
	body.ServerURL = server
	return toJSON(body)
}

func toJSON(value login) (string, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(value)
	return text.String(), err
}

func readServer(stdin io.Reader) (string, error) {
	input, err := io.ReadAll(io.LimitReader(stdin, maxInput))
	if err != nil {
		return "", err
	}
	lines := strings.Split(string(input), "\n")
	for _, more := range lines[1:] {
		if strings.TrimSpace(more) != "" {
			return "", errors.New(notARegistry)
		}
	}
	server := strings.TrimSpace(lines[0])
	if server == "" {
		return "", errors.New(noServer)
	}
	return server, nil
}

// store keeps nothing for registries of ours, which need nothing. For others it would be lost, so that is refused.
func store(stdin io.Reader) error {
	var given login
	err := json.NewDecoder(io.LimitReader(stdin, maxInput)).Decode(&given)
	if err != nil || given.ServerURL == "" {
		return errors.New(noServer)
	}
	host, err := readHost(given.ServerURL)
	if err != nil {
		return err
	}
	_, isAmazons := readRegistry(host)
	_, err = findUse(host, isAmazons)
	var absent notFound
	if errors.As(err, &absent) {
		return fmt.Errorf("Portunus stores no credentials: %s needs another helper", host)
	}
	return err
}
