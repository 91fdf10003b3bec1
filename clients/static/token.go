package main

import (
	"encoding/json"
	"errors"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strings"
)

const (
	mounted    = "/var/run/secrets/tokens/portunus"
	whitespace = " \t\n\v\f\r"
)

var (
	tokenPattern    = regexp.MustCompile(`^[A-Za-z0-9._-]+$`)
	audiencePattern = regexp.MustCompile(`^[A-Za-z0-9._~:/?=@+-]+$`)
	bearerPattern   = regexp.MustCompile(`^[Bb]earer `)
)

func tokenError(text string) error { return errors.New("portunus-token: " + text) }

// findToken returns the OIDC token of the job or pod, from the first source that has one. It fails with notFound if none
// has. A program portunus-token on the PATH replaces all of this.
func findToken() (string, error) {
	if program, err := exec.LookPath("portunus-token"); err == nil {
		return fromProgram(program)
	}
	sources := []func() (string, error){
		fromFileVariable("PORTUNUS_TOKEN_FILE"),
		fromVariable("PORTUNUS_TOKEN"),
		fromVariable("BITBUCKET_STEP_OIDC_TOKEN"),
		fromGitHub,
		fromVariable("PORTUNUS_ID_TOKEN"),
		fromVariable("CIRCLE_OIDC_TOKEN_V2"),
		fromVariable("CIRCLE_OIDC_TOKEN"),
		fromBuildkite,
		fromMounted,
	}
	for _, source := range sources {
		if token, err := source(); token != "" || err != nil {
			return token, err
		}
	}
	// On a developer's machine an agent has none; in a job it could not get one.
	if _, err := exec.LookPath("buildkite-agent"); err == nil && os.Getenv("BUILDKITE_JOB_ID") != "" {
		return "", tokenError("buildkite-agent gave no token")
	}
	return "", notFound("portunus-token: no token in PORTUNUS_TOKEN_FILE, PORTUNUS_TOKEN, BITBUCKET_STEP_OIDC_TOKEN, " +
		"ACTIONS_ID_TOKEN_REQUEST_URL, PORTUNUS_ID_TOKEN, CIRCLE_OIDC_TOKEN_V2, CIRCLE_OIDC_TOKEN, buildkite-agent, " + mounted)
}

func fromProgram(program string) (string, error) {
	printed, err := exec.Command(program).Output()
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		said := strings.TrimSpace(string(ended.Stderr))
		if ended.ExitCode() == 3 {
			return "", notFound(said)
		}
		return "", errors.New(said)
	}
	if err != nil {
		return "", tokenError("the program portunus-token can not be run")
	}
	token := strings.Trim(string(printed), whitespace)
	if token == "" {
		return "", errors.New("Portunus: the token is empty")
	}
	if !tokenPattern.MatchString(token) {
		return "", errors.New("Portunus: the token has characters that no token has")
	}
	return token, nil
}

// offer cleans what editors and secret stores leave around a token, and refuses what is none. Empty is no token.
func offer(value, source string) (string, error) {
	if strings.HasPrefix(value, "\xff\xfe") || strings.HasPrefix(value, "\xfe\xff") {
		return "", tokenError(source + " is UTF-16: write it as UTF-8")
	}
	value = strings.Trim(strings.TrimPrefix(value, "\ufeff"), whitespace)
	switch {
	case value == "" || tokenPattern.MatchString(value):
		return value, nil
	case value[0] == '"' || value[0] == '\'':
		return "", tokenError(source + " is in quotes: leave them off")
	case bearerPattern.MatchString(value):
		return "", tokenError(source + " begins with Bearer: leave that off")
	}
	return "", tokenError(source + " has characters that no token has")
}

func fromVariable(name string) func() (string, error) {
	return func() (string, error) { return offer(os.Getenv(name), name) }
}

func fromFileVariable(name string) func() (string, error) {
	return func() (string, error) {
		if file := os.Getenv(name); file != "" {
			return fromFile(file, name)
		}
		return "", nil
	}
}

func fromMounted() (string, error) {
	if _, err := os.Stat(mounted); err != nil {
		return "", nil
	}
	return fromFile(mounted, "the mounted token")
}

func fromFile(file, source string) (string, error) {
	about, err := os.Stat(file)
	if err != nil || !about.Mode().IsRegular() {
		return "", tokenError(source + ": can not read " + file)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return "", tokenError(source + ": can not read " + file)
	}
	token, err := offer(string(text), source)
	if token == "" && err == nil {
		err = tokenError(source + ": " + file + " is empty")
	}
	return token, err
}

func readAudience() (string, error) {
	audience := os.Getenv("PORTUNUS_AUDIENCE")
	if audience == "" {
		audience = os.Getenv("PORTUNUS_URL")
	}
	audience = strings.TrimSuffix(audience, "/")
	if audience == "" {
		return "", tokenError("PORTUNUS_AUDIENCE and PORTUNUS_URL are not set, and a token needs an audience")
	}
	if !audiencePattern.MatchString(audience) {
		return "", tokenError("the audience has characters that none has")
	}
	return audience, nil
}

func fromGitHub() (string, error) {
	address, runner := os.Getenv("ACTIONS_ID_TOKEN_REQUEST_URL"), os.Getenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN")
	if address == "" || runner == "" {
		return "", nil
	}
	audience, err := readAudience()
	if err != nil {
		return "", err
	}
	parsed, err := url.Parse(address)
	if err != nil || (parsed.Scheme != "https" && parsed.Scheme != "http") {
		return "", tokenError("ACTIONS_ID_TOKEN_REQUEST_URL is not an address")
	}
	query := parsed.Query()
	query.Set("audience", audience)
	parsed.RawQuery = query.Encode()
	reply, reason := request(parsed.String(), runner, "")
	if reason != "" {
		return "", tokenError("GitHub gave no token: " + reason)
	}
	if reply.status != 200 {
		return "", tokenError("GitHub gave no token: it answered " + reply.statusText())
	}
	var answer struct {
		Value string `json:"value"`
	}
	if json.Unmarshal(reply.body, &answer) != nil || answer.Value == "" {
		return "", tokenError("GitHub answered without a token")
	}
	return offer(answer.Value, "the answer of GitHub")
}

func fromBuildkite() (string, error) {
	agent, err := exec.LookPath("buildkite-agent")
	if err != nil {
		return "", nil
	}
	audience, err := readAudience()
	if err != nil {
		return "", err
	}
	printed, err := exec.Command(agent, "oidc", "request-token", "--audience", audience).Output()
	if err != nil {
		return "", nil
	}
	return offer(string(printed), "buildkite-agent")
}
