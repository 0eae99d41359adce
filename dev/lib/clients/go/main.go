// Verifies a token of the request URL with go-oidc, and that it refuses what it should refuse.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"

	"github.com/coreos/go-oidc/v3/oidc"
)

func main() {
	subject, err := verified(context.Background(), os.Getenv("ISSUER"), os.Getenv("AUDIENCE"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println("result: " + subject)
}

func verified(ctx context.Context, issuer, audience string) (string, error) {
	provider, err := oidc.NewProvider(ctx, issuer)
	if err != nil {
		return "", err
	}
	token, err := idToken(audience)
	if err != nil {
		return "", err
	}
	verifier := provider.Verifier(&oidc.Config{ClientID: audience})
	if _, err := verifier.Verify(ctx, withOneCharacterChanged(token)); err == nil {
		return "", fmt.Errorf("a changed token was taken")
	}
	if _, err := provider.Verifier(&oidc.Config{ClientID: "other.example"}).Verify(ctx, token); err == nil {
		return "", fmt.Errorf("another audience was taken")
	}
	read, err := verifier.Verify(ctx, token)
	if err != nil {
		return "", err
	}
	return read.Subject, nil
}

func idToken(audience string) (string, error) {
	request, err := http.NewRequest(http.MethodGet,
		os.Getenv("ACTIONS_ID_TOKEN_REQUEST_URL")+"&audience="+url.QueryEscape(audience), nil)
	if err != nil {
		return "", err
	}
	request.Header.Set("Authorization", "bearer "+os.Getenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN"))
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	var answer struct{ Value string }
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return "", err
	}
	return answer.Value, nil
}

func withOneCharacterChanged(token string) string {
	at := (strings.LastIndex(token, ".") + len(token)) / 2
	other := "A"
	if token[at] == 'A' {
		other = "B"
	}
	return token[:at] + other + token[at+1:]
}
