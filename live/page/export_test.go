package page

// Pack is pack, for tests.
var Pack = pack
