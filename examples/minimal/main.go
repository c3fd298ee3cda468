// The smallest useful program: one run of the default scenario, and its answer.
package main

import (
	"context"
	"fmt"
	"log"

	"github.com/cogap/cogap"
)

func main() {
	result, err := cogap.Run(context.Background(), cogap.Default(), cogap.Options{})
	if err != nil {
		log.Fatal(err)
	}
	m := result.Last()
	fmt.Printf("at %.0fu: %.2f%% use SOTA AI, gap ratio %.2f\n", m.Menu.SOTA().Price, 100*m.Access(), m.GapRatio().Value)
}
