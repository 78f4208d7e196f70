namespace HierVQ;

/// <summary>How a sampler's own kernels keep the weights of linear layers. Tables, norms and biases are float32 always.</summary>
public enum SamplerWeights
{
    /// <summary>As they are.</summary>
    Float32,

    /// <summary>
    /// Rounded to 8 bits, 64 of an output with one scale: a quarter of the memory that is read for every code, and more codes a second. What is drawn
    /// differs a little from the model's own distribution; log-probabilities are those of the rounded model.
    /// </summary>
    Int8,
}
