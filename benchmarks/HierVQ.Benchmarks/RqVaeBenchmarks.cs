namespace HierVQ.Benchmarks;

/// <summary>RQ-VAE of small images.</summary>
public class RqVaeBenchmarks() : TokenizerBenchmarks(TokenizerCase.RqVae);
