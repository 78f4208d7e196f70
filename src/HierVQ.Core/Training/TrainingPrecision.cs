namespace HierVQ;

/// <summary>The numbers in which the networks calculate while they are trained. Weights, quantizers, losses and everything outside training are in single precision.</summary>
public enum TrainingPrecision
{
    /// <summary>Single precision.</summary>
    Float32,

    /// <summary>bfloat16 inside encoders, decoders and transformers: half the memory, and on GPUs with tensor cores several times the speed. On a CPU it is not faster.</summary>
    BFloat16,
}
