namespace HierVQ.Benchmarks;

/// <summary>HQ-VAE of the emoji example.</summary>
public class HqVaeBenchmarks() : TokenizerBenchmarks(TokenizerCase.HqVae);
