// Package observe collects numbers about people while a run goes on, and follows some of them.
//
// What is collected is data: a quantity, how it is put together, of whom, and by what groups.
//
//	observe.Collect{
//		Name: "rich_optouts", Quantity: "income", Aggregate: observe.Mean,
//		Where: "filter == opted_out && income > 8000", By: []string{"income_decile"},
//	}
//
// Quantity, Where and By are written in one small language, with Go's operators: what Columns lists; numbers; names of
// filters (opted_out); texts in quotation marks; + - * / and min, max on numbers; == != < <= > >= to compare; && || !
// and parentheses on conditions. Groups also know bins(x, edge, ...). It is checked before anything runs, and computed
// column by column.
//
// A Panel is a sample of people of whom every month is kept.
//
// Watching never changes a run. What is collected has the same bits for any number of workers and any order of chunks:
// in a chunk numbers are added in the order of its people, and from there on as integers.
package observe
