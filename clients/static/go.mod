module portunus.example/docker-credential-portunus

go 1.19
