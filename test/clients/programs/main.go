// Creates a member, reads a typed error and waits for a bulk, with the generated client.
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"time"

	"example.com/clients/loyalty"
)

func person(name string) map[string]any {
	return map[string]any{"email": name + "@go.example.com", "first_name": "Kari", "last_name": "Nordmann"}
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	ctx := context.Background()
	club := os.Getenv("LOYALTY_CLUB")
	authorize := func(_ context.Context, request *http.Request) error {
		request.Header.Set("X-Client-Authorization", os.Getenv("LOYALTY_TOKEN"))
		return nil
	}
	client, err := loyalty.NewClientWithResponses(os.Getenv("LOYALTY_URL"), loyalty.WithRequestEditorFn(authorize))
	must(err)

	properties := person("one")
	body := loyalty.MembersCreateBody{Properties: &properties}
	headers := loyalty.MembersCreateParams{XProductName: "default", XUserAgent: "go"}
	created, err := client.MembersCreateWithResponse(ctx, club, &headers, body)
	must(err)
	fmt.Println("created", created.JSON200.Properties["email"])

	again, err := client.MembersCreateWithResponse(ctx, club, &headers, body)
	must(err)
	refused, err := again.JSON422.AsMemberErrors()
	must(err)
	code, err := refused["email"][0].Error.AsMemberErrorError0()
	must(err)
	fmt.Println("refused", code)

	members := make([]loyalty.BulkMember, 20)
	for n := range members {
		members[n] = loyalty.BulkMember{Properties: person(fmt.Sprintf("bulk-%d", n))}
	}
	bulk, err := client.MemberBulksCreateOrUpdateWithResponse(ctx, club,
		&loyalty.MemberBulksCreateOrUpdateParams{XProductName: "default", XUserAgent: "go"},
		loyalty.MemberBulksCreateOrUpdateBody{Members: members})
	must(err)
	for range 600 {
		answer, err := client.MemberBulksStatusWithResponse(ctx, club, bulk.JSON200.JobId,
			&loyalty.MemberBulksStatusParams{XProductName: "default", XUserAgent: "go"})
		must(err)
		if status := answer.JSON200; status.Status == "finished" || status.Status == "fatal_error" {
			fmt.Println("bulk", status.Status, status.MembersCreatedNumber)
			return
		}
		time.Sleep(200 * time.Millisecond)
	}
}
