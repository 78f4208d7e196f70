using HierVQ.Sampling.Kernels;

namespace HierVQ.Sampling;

/// <summary>A prior that own kernels draw from, with a choice of kernels: to compare them.</summary>
internal interface IKernelSampled
{
    /// <summary>Makes a sampler that keeps and multiplies weights in a certain way.</summary>
    ICodeSampler CreateDecoder(SamplerOptions options, LinearPacking packing);
}
