package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

const suffixes = `amazonaws\.com|amazonaws\.com\.cn|amazonaws\.eu|on\.aws|on\.amazonwebservices\.com\.cn|` +
	`on\.amazonwebservices\.eu|sc2s\.sgov\.gov|c2s\.ic\.gov|cloud\.adc-e\.uk|csp\.hci\.ic\.gov`

var (
	schemePattern     = regexp.MustCompile(`^http.*?://`)
	hostPattern       = regexp.MustCompile(`^[a-z0-9._:\[\]-]*$`)
	amazonPattern     = regexp.MustCompile(`^([0-9]{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:` + suffixes + `)$`)
	linePattern       = regexp.MustCompile(`^[a-z0-9._:*-]+$`)
	connectorPattern  = regexp.MustCompile(`^[a-z0-9][a-z0-9-]*$`)
	parametersPattern = regexp.MustCompile(`^[A-Za-z0-9._:/*,=&%-]*$`)
)

// use is the connector for a host, and what the registries file says of the login.
type use struct{ connector, parameters string }

// registry is what makes a login one of this very registry: a route, and a part of the query.
type registry struct{ route, query string }

func (u use) path(r registry) string {
	path := u.connector + "/" + r.route + "/credentials?format=docker-credential" + r.query
	if u.parameters != "" {
		path += "&" + u.parameters
	}
	return path
}

// readHost reads a registry's name from its address.
func readHost(server string) (string, error) {
	host := strings.ToLower(schemePattern.ReplaceAllString(server, ""))
	host, _, _ = strings.Cut(host, "/")
	host = strings.TrimSuffix(host, ":443")
	if !hostPattern.MatchString(host) {
		return "", errors.New(notARegistry)
	}
	return host, nil
}

// readRegistry is false for hosts that are not Amazon's.
func readRegistry(host string) (registry, bool) {
	if host == "public.ecr.aws" || host == "ecr-public.aws.com" {
		return registry{route: "ecr-public"}, true
	}
	parts := amazonPattern.FindStringSubmatch(host)
	if parts == nil {
		return registry{route: "ecr"}, false
	}
	return registry{route: "ecr", query: "&region=" + parts[2] + "&registryIds=" + parts[1]}, true
}

// findUse fails with notFound if nothing is configured for the host.
func findUse(host string, isAmazons bool) (use, error) {
	file := registriesFile()
	text, there, err := readRegistries(file)
	if err != nil {
		return use{}, err
	}
	for index, line := range strings.Split(text, "\n") {
		pattern, found, err := readLine(line, fmt.Sprintf("line %d of %s", index+1, file))
		if err != nil {
			return use{}, err
		}
		if matches(host, pattern) {
			return found, nil
		}
	}
	// Only Amazon's hosts: everything else, such as Docker Hub, is none of ours.
	if !isAmazons {
		return use{}, notFound("")
	}
	connector := os.Getenv("PORTUNUS_CONNECTOR")
	if connector == "" {
		return use{}, nowhere(host, file, there)
	}
	return use{connector: connector}, checkConnector(connector, "PORTUNUS_CONNECTOR")
}

func nowhere(host, file string, there bool) notFound {
	where := file + " is not there"
	if there {
		where = "no line of " + file + " fits"
	}
	return notFound("Portunus: no connector for " + host + ": " + where + ", and PORTUNUS_CONNECTOR is not set")
}

func registriesFile() string {
	folder := os.Getenv("XDG_CONFIG_HOME")
	if folder == "" {
		folder = os.Getenv("HOME") + "/.config"
	}
	return folder + "/portunus/registries"
}

func readRegistries(file string) (string, bool, error) {
	about, err := os.Stat(file)
	if err != nil {
		return "", false, nil
	}
	text, err := os.ReadFile(filepath.Clean(file))
	if err != nil || !about.Mode().IsRegular() {
		return "", true, errors.New("Portunus: can not read " + file)
	}
	return strings.TrimPrefix(string(text), "\ufeff"), true, nil
}

// readLine returns an empty pattern for a line that says nothing.
func readLine(line, place string) (string, use, error) {
	fields := strings.Fields(line)
	if len(fields) == 0 || strings.HasPrefix(fields[0], "#") {
		return "", use{}, nil
	}
	pattern := strings.TrimSuffix(fields[0], ":443")
	if !linePattern.MatchString(pattern) {
		return "", use{}, errors.New("Portunus: " + place + " names no host, in lower case")
	}
	found := use{}
	if len(fields) > 1 {
		found = use{connector: fields[1], parameters: strings.Join(fields[2:], " ")}
	}
	if err := checkConnector(found.connector, place); err != nil {
		return "", use{}, err
	}
	if !parametersPattern.MatchString(found.parameters) {
		return "", use{}, errors.New("Portunus: " + place + " has parameters that are not written as in a query")
	}
	return pattern, found, nil
}

func checkConnector(connector, place string) error {
	if connectorPattern.MatchString(connector) {
		return nil
	}
	return errors.New("Portunus: " + place + " names no connector: lower case letters, digits and hyphens")
}

// matches takes a `*` for a part of one label.
func matches(host, pattern string) bool {
	if pattern == "" {
		return false
	}
	expression := strings.ReplaceAll(regexp.QuoteMeta(pattern), `\*`, `[^.]*`)
	return regexp.MustCompile("^" + expression + "$").MatchString(host)
}
