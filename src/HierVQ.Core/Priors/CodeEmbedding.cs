namespace HierVQ;

/// <summary>Where RQ-Transformer takes the vectors of the codes that it reads from.</summary>
public enum CodeEmbedding
{
    /// <summary>The tokenizer's own code vectors, as they were trained, through a linear layer (input_emb_vqvae and head_emb_vqvae in the reference).</summary>
    Codebook,

    /// <summary>A table that the prior learns, <see cref="RqTransformerOptions.SharedTable"/> by all depths or of each depth.</summary>
    Table,
}
