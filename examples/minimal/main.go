// The smallest useful program: one run of the default scenario, and its answer.
package main

import (
	"context"
	"fmt"

	"github.com/cogap/cogap"
)

func main() {
	result, err := cogap.Run(context.Background(), cogap.Default(), cogap.Options{})
	if err != nil {
		panic(err)
	}
	last := result.Last()
	fmt.Printf("at %.0fu: %.2f%% use SOTA AI and think %.2f times as well\n", last.Menu.SOTA().Price, 100*last.Access(), last.GapRatio().Value)
}
