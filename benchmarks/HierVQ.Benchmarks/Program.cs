using BenchmarkDotNet.Running;
using HierVQ.Benchmarks;

BenchmarkSwitcher.FromAssembly(typeof(InProcessConfig).Assembly).Run(args, new InProcessConfig());
