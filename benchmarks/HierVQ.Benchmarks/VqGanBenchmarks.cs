namespace HierVQ.Benchmarks;

/// <summary>VQGAN of small images, with its discriminator.</summary>
public class VqGanBenchmarks() : TokenizerBenchmarks(TokenizerCase.VqGan);
