package bench
import ("testing";"syscall")
func cpu() float64 { var r syscall.Rusage; syscall.Getrusage(0,&r); return float64(r.Utime.Sec)*1e3+float64(r.Utime.Usec)/1e3+float64(r.Stime.Sec)*1e3+float64(r.Stime.Usec)/1e3}
func BenchmarkSmall(b *testing.B){
 x,err:=NewStudy(14090); if err!=nil{b.Fatal(err)}
 best,wall:=1e9,1e9
 for b.Loop(){ c:=cpu(); ns,_,_:=x.Run(1); best=min(best,(cpu()-c)/40); wall=min(wall,ns/1e6) }
 b.ReportMetric(best,"cpu-ms/run"); b.ReportMetric(wall,"ms/run")
}
