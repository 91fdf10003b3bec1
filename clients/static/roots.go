package main

import (
	"crypto/x509"
	"os"
	"strings"
)

// bundle is where Debian, Alpine and the images of kaniko have their CAs in one file.
const bundle = "/etc/ssl/certs/ca-certificates.crt"

// readRoots returns the CAs by which a connection to an address is trusted; nil stands for all of the system. Go reads
// those two or three times, from the file and from the folder that it is in, which takes longer than the request. So it
// reads the file alone, and the others only if that is not enough.
func readRoots(address string) (roots *x509.CertPool, isAll bool, err error) {
	if !strings.HasPrefix(address, "https:") {
		return nil, true, nil
	}
	// curl's variable, so that one setting serves this helper and the scripts.
	if file := os.Getenv("CURL_CA_BUNDLE"); file != "" {
		roots = readPool(file)
		if roots == nil {
			err = x509.UnknownAuthorityError{}
		}
		return roots, true, err
	}
	if os.Getenv("SSL_CERT_FILE")+os.Getenv("SSL_CERT_DIR") == "" {
		roots = readPool(bundle)
	}
	return roots, roots == nil, nil
}

func readPool(file string) *x509.CertPool {
	roots := x509.NewCertPool()
	pem, err := os.ReadFile(file)
	if err != nil || !roots.AppendCertsFromPEM(pem) {
		return nil
	}
	return roots
}
