package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"net"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
)

const (
	allTries       = 25 * time.Second
	oneTry         = 15 * time.Second
	lastTry        = 3 * time.Second
	connectTimeout = 5 * time.Second
	// A name can be missing for a moment; but who misspelt it should soon know.
	unknownName = 4 * time.Second
	maxBody     = 1_000_000
)

var (
	urlPattern      = regexp.MustCompile(`^[A-Za-z0-9._~:/%\[\]-]*$`)
	loopbackPattern = regexp.MustCompile(`^http://(?:127\.0\.0\.1|localhost|\[::1\])(?:[:/].*)?$`)
	errTooLong      = errors.New("the answer is too long")
)

type reply struct {
	status     int
	retryAfter string
	body       []byte
	tries      int
}

func (r reply) statusText() string { return strconv.Itoa(r.status) }

// readURL returns the address of the service. It never shows a wrong one, in which there may be a secret.
func readURL() (string, error) {
	url := strings.TrimSuffix(os.Getenv("PORTUNUS_URL"), "/")
	fault := ""
	switch {
	case url == "":
		fault = "is not set"
	case !urlPattern.MatchString(url):
		fault = "is not the address of a service"
	case strings.HasSuffix(url, "/v1"):
		fault = "is the address of the service alone: leave off /v1"
	case !(strings.HasPrefix(url, "https://") && len(url) > len("https://")) && !loopbackPattern.MatchString(url):
		fault = "must begin with https://"
	}
	if fault != "" {
		return "", errors.New("Portunus: PORTUNUS_URL " + fault)
	}
	return url, nil
}

// fetch asks Portunus for the login at a path below /v1/connectors/.
func fetch(path string) (login, error) {
	got, url, reason, err := ask(path)
	if err != nil {
		return login{}, err
	}
	if reason != "" {
		return login{}, fmt.Errorf("Portunus is not reachable at %s: %s", url, reason)
	}
	if got.status != http.StatusOK {
		return login{}, refusal(got, url)
	}
	var body login
	if json.Unmarshal(got.body, &body) != nil || body.Username == "" || body.Secret == "" {
		return login{}, fmt.Errorf("Portunus: %s answered, but not as Portunus does", url)
	}
	return body, nil
}

// ask sends the request with the token of the job. If there is none, it asks the cache of the host if there is one.
func ask(path string) (got reply, url, reason string, err error) {
	token, err := findToken()
	if errors.As(err, new(notFound)) {
		socket, inHost := readCache()
		if inHost != nil {
			return reply{}, "", "", inHost
		}
		if socket != "" {
			got, reason = request("http://localhost/v1/connectors/"+path, "", socket)
			return got, socket, reason, nil
		}
	}
	if err != nil {
		return reply{}, "", "", err
	}
	if url, err = readURL(); err != nil {
		return reply{}, "", "", err
	}
	address := url + "/v1/connectors/" + path
	got, reason = request(address, token, "")
	// A token may be good once only, and be used by a try whose answer was lost. The source may have another one.
	if got.status == http.StatusUnauthorized && got.tries > 1 {
		if another, err := findToken(); err == nil && another != token {
			got, reason = request(address, another, "")
		}
	}
	return got, url, reason, nil
}

// readCache returns the socket of the host's cache, or nothing. What only the scripts do is refused, and not passed over.
func readCache() (string, error) {
	for _, name := range []string{"PORTUNUS_SIGV4", "PORTUNUS_WEB_IDENTITY"} {
		if os.Getenv(name) != "" {
			return "", errors.New("Portunus: the static helper does not know " + name + ": see PORTUNUS_CACHE")
		}
	}
	socket := os.Getenv("PORTUNUS_CACHE")
	if socket == "" {
		return "", nil
	}
	if !strings.HasPrefix(socket, "/") {
		return "", errors.New("Portunus: PORTUNUS_CACHE is not the path of a socket")
	}
	if about, err := os.Stat(socket); err != nil || about.Mode()&os.ModeSocket == 0 {
		return "", errors.New("Portunus: no cache listens at " + socket + ", see PORTUNUS_CACHE")
	}
	return socket, nil
}

type problem struct {
	Type, Detail, Code, RequestID string
	Errors                        []struct{ Field, Detail string }
}

// refusal says in one line what the service said, without anything that a terminal would act on.
func refusal(got reply, url string) error {
	line, _, _ := strings.Cut(string(got.body), "\n")
	var said problem
	switch {
	case strings.HasPrefix(line, "Portunus: "):
	case json.Unmarshal(got.body, &said) == nil && strings.HasPrefix(said.Type, "urn:portunus:error:"):
		detail := said.Detail
		if len(said.Errors) > 0 {
			detail += " " + said.Errors[0].Field + " " + said.Errors[0].Detail + "."
		}
		line = fmt.Sprintf("Portunus: %s (%s, request %s)", detail, said.Code, said.RequestID)
	default:
		line = fmt.Sprintf("Portunus at %s answered %d", url, got.status)
	}
	return errors.New(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, line))
}

// request sends a request, and sends it again after what passes by itself: within 25 seconds in all, and after pauses that
// grow and have chance in them, as callers that failed together would fail together again. If there was no answer, the
// reason says why. With a socket, it goes there instead of to the address.
func request(address, token, socket string) (reply, string) {
	roots, isAll, err := readRoots(address)
	if err != nil {
		return reply{}, reasonOf(err)
	}
	client := newClient(socket, roots)
	end, pause := time.Now().Add(allTries), time.Second
	for tries := 1; ; tries++ {
		got, err := send(client, address, token, time.Until(end))
		// Nothing was sent by a connection that was not trusted, so this is no further try.
		if !isAll && errors.As(err, new(x509.UnknownAuthorityError)) {
			client, isAll = newClient(socket, nil), true
			got, err = send(client, address, token, time.Until(end))
		}
		got.tries = tries
		if isUnknownName(err) && time.Until(end) > unknownName {
			end = time.Now().Add(unknownName)
		}
		room := time.Until(end) - lastTry
		if !passesByItself(got, err) || room <= 0 {
			return got, reasonOf(err)
		}
		time.Sleep(shorter(waitFor(got, pause), room))
		pause *= 2
	}
}

func newClient(socket string, roots *x509.CertPool) *http.Client {
	transport := &http.Transport{
		Proxy:              http.ProxyFromEnvironment,
		DialContext:        (&net.Dialer{Timeout: connectTimeout}).DialContext,
		ForceAttemptHTTP2:  true,
		DisableCompression: true,
		TLSClientConfig:    &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots},
	}
	if socket != "" {
		transport.Proxy = nil
		transport.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{Timeout: connectTimeout}).DialContext(ctx, "unix", socket)
		}
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &http.Client{Transport: transport, CheckRedirect: stay}
}

func send(client *http.Client, address, token string, left time.Duration) (reply, error) {
	ctx, cancel := context.WithTimeout(context.Background(), shorter(oneTry, left))
	defer cancel()
	asked, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return reply{}, err
	}
	if token != "" {
		asked.Header.Set("Authorization", "Bearer "+token)
	}
	asked.Header.Set("User-Agent", "docker-credential-portunus/"+version)
	answer, err := client.Do(asked)
	if err != nil {
		return reply{}, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxBody+1))
	if err == nil && len(body) > maxBody || answer.ContentLength > maxBody {
		err = errTooLong
	}
	return reply{status: answer.StatusCode, retryAfter: answer.Header.Get("Retry-After"), body: body}, err
}

func passesByItself(got reply, err error) bool {
	if err != nil {
		return !errors.Is(err, errTooLong) && !isUntrusted(err)
	}
	switch got.status {
	case http.StatusTooManyRequests, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	// A gateway's. Portunus's own says that AWS refused, and that is final.
	case http.StatusBadGateway:
		body := string(got.body)
		return !strings.HasPrefix(body, "Portunus: ") && !strings.Contains(body, `"retryable":false`)
	}
	return false
}

// waitFor is half of the pause and up to as much again, and never less than the server asks for. A date is left alone.
func waitFor(got reply, pause time.Duration) time.Duration {
	chance := time.Duration(rand.Int63n(int64(time.Second)))
	wait := pause/2 + time.Duration(float64(pause/2)*chance.Seconds())
	seconds, err := strconv.ParseUint(got.retryAfter, 10, 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return wait
	}
	// What is longer than all tries is cut to what is left of them.
	after := allTries
	if limit := uint64(allTries / time.Second); seconds < limit {
		after = time.Duration(seconds)*time.Second + chance
	}
	if after > wait {
		return after
	}
	return wait
}

func shorter(a, b time.Duration) time.Duration {
	if a < b {
		return a
	}
	return b
}
