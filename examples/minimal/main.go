// The smallest useful program: one run of the default scenario, and its answer.
package main

import (
	"context"
	"fmt"
	"log"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/scenario"
)

func main() {
	result, err := cogap.Run(context.Background(), scenario.Default(), cogap.Options{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(result.Last())
}
