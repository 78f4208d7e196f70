using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace HierVQ.Benchmarks;

/// <summary>
/// Runs in this process: the projects that BenchmarkDotNet would generate know nothing of the package stacks. Few iterations, as a step
/// takes a tenth of a second and libtorch needs no just-in-time compilation.
/// </summary>
public sealed class InProcessConfig : ManualConfig
{
    /// <summary>Makes the configuration.</summary>
    public InProcessConfig()
    {
        AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(3).WithIterationCount(10));
        AddColumnProvider(DefaultColumnProviders.Instance);
        AddDiagnoser(MemoryDiagnoser.Default);
        AddLogger(ConsoleLogger.Default);
        AddExporter(MarkdownExporter.GitHub);
        WithOption(ConfigOptions.JoinSummary, true);
        WithArtifactsPath(Path.Combine("artifacts", "benchmarks"));
    }
}
