package main

import (
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v3"

	"github.com/cogap/cogap/scenario"
)

// submission is what a cluster is asked to run: an array of tasks, and then what merges their results.
type submission struct {
	Of             string // "a study"
	File           string // that the command names; empty if it is not a file
	Shared         string // the folder that the tasks have in common
	Run, Merge     []string
	Saved          string // where a task that is killed goes on
	Tasks, Workers int
}

// Mount is where the volume is that the tasks have in common: the folder that has theirs.
func (s *submission) Mount() string {
	if up := filepath.Dir(s.Shared); up != filepath.Dir(up) {
		return up
	}
	return s.Shared
}

// Carried is what the manifest brings along: the file, by the name "file", if the volume does not have it.
func (s *submission) Carried() (map[string]string, error) {
	if inside, err := filepath.Rel(s.Mount(), s.File); s.File == "" || err == nil && filepath.IsLocal(inside) {
		return nil, nil
	}
	text, err := os.ReadFile(s.File)
	if err == nil && len(text) > mostCarried {
		err = fmt.Errorf("%s has %d bytes, and Kubernetes brings along at most %d: put it into %s", s.File, len(text), mostCarried, s.Mount())
	}
	return map[string]string{"file": string(text)}, err
}

// mostCarried is how large a file of a ConfigMap may be: a little less than the 1 MiB that all of it may have.
const mostCarried = 1_000_000

// Name is that of the job: another for other tasks, so that one cluster has many, and the same when they are submitted again.
func (s *submission) Name() (string, error) {
	carried, err := s.Carried()
	return fmt.Sprintf("cogap-%08x", crc32.ChecksumIEEE(fmt.Append(nil, s.Run, carried))), err
}

// Last is the number of the last task.
func (s *submission) Last() int { return s.Tasks - 1 }

// clusters are the kinds of cluster for which there is a submission.
var clusters = []string{"slurm", "kubernetes"}

// print prints the submission for a kind of cluster.
func (s *submission) print(cmd *cobra.Command, kind string) error {
	switch {
	case !slices.Contains(clusters, kind):
		return atFault(fmt.Errorf("--print: got %q, want slurm or kubernetes", kind))
	case s.Tasks < 1 || s.Tasks > 9999:
		return atFault(fmt.Errorf("--tasks: got %d, want 1 to 9999", s.Tasks))
	case s.Workers < 1:
		return atFault(fmt.Errorf("--workers: got %d, want 1 or more", s.Workers))
	}
	var text bytes.Buffer
	if err := submissions[kind].Execute(&text, s); err != nil {
		return atFault(err)
	}
	_, err := text.WriteTo(cmd.OutOrStdout())
	return err
}

// addPrint adds the flag of the kind of cluster.
func addPrint(cmd *cobra.Command, kind *string, otherwise, what string) {
	cmd.Flags().StringVar(kind, "print", otherwise, what+": slurm or kubernetes")
	complete(cmd, "print", cobra.FixedCompletions(clusters, cobra.ShellCompDirectiveNoFileComp))
}

// again returns the words of a command that mean the same in another folder: the scenario, and the flags that were given but for some.
func again(cmd *cobra.Command, ref string, without ...string) ([]string, error) {
	if ref == "-" {
		return nil, atFault(errors.New("--print: standard input cannot be had on a cluster, save it in a file"))
	}
	if !slices.Contains(scenario.Names(), ref) {
		if err := absolute(&ref); err != nil {
			return nil, err
		}
	}
	words := []string{"cogap", cmd.Name(), ref}
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if slices.Contains(without, f.Name) {
			return
		}
		values := []string{f.Value.String()}
		if list, ok := f.Value.(pflag.SliceValue); ok {
			values = list.GetSlice()
		}
		for _, value := range values {
			words = append(words, "--"+f.Name+"="+value)
		}
	})
	return words, nil
}

// absolute makes names of files and folders such that they mean the same wherever a script is run.
func absolute(names ...*string) error {
	for _, name := range names {
		if *name == "" {
			continue
		}
		there, err := filepath.Abs(*name)
		if err != nil {
			return err
		}
		*name = there
	}
	return nil
}

// indented returns a value as YAML within a mapping that begins after two spaces.
func indented(value any) (string, error) {
	text, err := yaml.Marshal(value)
	return "  " + strings.ReplaceAll(strings.TrimSuffix(string(text), "\n"), "\n", "\n  "), err
}

// unquoted is what a word looks like that means itself in a shell.
var unquoted = regexp.MustCompile(`^[A-Za-z0-9_./=:,@%+-]+$`)

// shell quotes a text for a shell.
func shell(text string) string {
	if unquoted.MatchString(text) {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

// commandLine is a command as a shell reads it.
func commandLine(words []string) string {
	var quoted []string
	for _, w := range words {
		quoted = append(quoted, shell(w))
	}
	return strings.Join(quoted, " ")
}

// commandList is a command as YAML and JSON have it.
func commandList(words []string) string {
	var quoted []string
	for _, w := range words {
		quoted = append(quoted, strconv.Quote(w))
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

var submissions = func() map[string]*template.Template {
	all := map[string]*template.Template{}
	for kind, text := range map[string]string{
		"slurm": `#!/bin/bash
# Submits {{.Tasks}} tasks of {{.Of}} to Slurm, and a job that merges what they found. Add your queue: SBATCH_PARTITION=... bash this.sh
# A task that is killed is requeued, and goes on {{.Saved}}.
set -eu
tasks=$(sbatch --parsable --export=ALL --requeue --job-name=cogap --array=0-{{.Last}} --cpus-per-task={{.Workers}} \
  --wrap {{shell (line .Run)}})
sbatch --export=ALL --job-name=cogap-merge --dependency=afterok:"$tasks" --kill-on-invalid-dep=yes \
  --wrap {{shell (line .Merge)}}
`,
		"kubernetes": `# Runs {{.Tasks}} tasks of {{.Of}}: kubectl apply -f this.yaml. When the job is complete: {{line .Merge}}
# If it has failed: kubectl replace --force -f this.yaml, which does what is missing. IMAGE and CLAIM are yours to fill in.
{{- with .Carried}}
apiVersion: v1
kind: ConfigMap
metadata: {name: {{$.Name}}}
data:
{{indented .}}
---
{{- end}}
apiVersion: batch/v1
kind: Job
metadata: {name: {{.Name}}}
spec:
  completions: {{.Tasks}}
  parallelism: {{.Tasks}}
  completionMode: Indexed
  backoffLimit: {{.Tasks}}
  template:
    spec:
      restartPolicy: OnFailure
      containers:
        - name: cogap
          image: IMAGE                 # yours, with cogap in its path
          command: {{list .Run}}
          resources: {requests: {cpu: "{{.Workers}}"}}
          volumeMounts:
            - {name: shared, mountPath: {{quote .Mount}}}
{{- if .Carried}}
            - {name: carried, mountPath: {{quote .File}}, subPath: file}
{{- end}}
      volumes:
        - name: shared                 # has the tasks' folder, and files that the scenario or the study names
          persistentVolumeClaim: {claimName: CLAIM}
{{- if .Carried}}
        - name: carried
          configMap: {name: {{.Name}}}
{{- end}}
`,
	} {
		all[kind] = template.Must(template.New(kind).Funcs(template.FuncMap{"shell": shell, "line": commandLine, "list": commandList, "quote": strconv.Quote, "indented": indented}).Parse(text))
	}
	return all
}()
