using BenchmarkDotNet.Running;

// dotnet run -c Release --project tests/TesseraGdal.Benchmarks -- --filter '*'
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
