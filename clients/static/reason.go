package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/url"
	"os"
	"syscall"
)

// reasonOf says why there was no answer and what can be done about it, and then in brackets what Go says. It is empty if
// there was an answer.
func reasonOf(err error) string {
	if err == nil {
		return ""
	}
	words := err
	var asked *url.Error
	// Without the address, in which there may be more than a terminal should show.
	if errors.As(err, &asked) {
		words = asked.Err
	}
	if errors.Is(err, errTooLong) {
		return err.Error()
	}
	return explain(err) + " (" + words.Error() + ")"
}

func explain(err error) string {
	var operation *net.OpError
	isProxy := errors.As(err, &operation) && operation.Op == "proxyconnect"
	switch {
	case isProxy && isUnknownName(err):
		return "the name of the proxy was not found, see HTTPS_PROXY"
	case isProxy:
		return "the proxy did not take the connection, see HTTPS_PROXY"
	case isUnknownName(err):
		return "its name was not found"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "the connection was refused"
	case os.IsTimeout(err):
		return "it did not answer in time"
	case isUntrusted(err):
		return "its certificate is not trusted: name the file of a private CA in CURL_CA_BUNDLE, or set this machine's clock"
	case errors.As(err, new(tls.RecordHeaderError)):
		return "the TLS handshake failed"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET):
		return "the connection broke off"
	}
	return "the request failed"
}

func isUnknownName(err error) bool {
	var lookup *net.DNSError
	return errors.As(err, &lookup)
}

// isUntrusted is about the certificate: asking again would end the same.
func isUntrusted(err error) bool {
	return errors.As(err, new(x509.UnknownAuthorityError)) || errors.As(err, new(x509.CertificateInvalidError)) ||
		errors.As(err, new(x509.HostnameError))
}
