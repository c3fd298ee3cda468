package scenario

// MeaningsJSON returns the embedded comments.
func MeaningsJSON() string { return string(meaningsJSON) }
