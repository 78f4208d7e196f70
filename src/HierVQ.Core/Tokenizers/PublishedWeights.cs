using HierVQ.Serialization;

namespace HierVQ.Tokenizers;

/// <summary>Weights of tokenizers that the papers' authors, or others with their programs, have trained.</summary>
public static class PublishedWeights
{
    /// <summary>
    /// Loads weights under the reference implementation's names into a tokenizer of the same shape: taming-transformers into <c>VqGan</c>,
    /// rq-vae-transformer into <c>RqVae</c>, hqtransformer into <c>HqVae</c>, vq-vae-2-pytorch into <c>VqVae2</c>. Files under HierVQ's own names are taken as well, for every tokenizer.
    /// Discriminators and losses in the file are passed over. docs/importing.md says which options go with which published model.
    /// </summary>
    /// <param name="tokenizer">The tokenizer; it keeps what it had unless everything fits.</param>
    /// <param name="path">A safetensors file, or one of <c>torch.save</c>; which of them is seen by the content.</param>
    /// <param name="dictionary">In a file of <c>torch.save</c>, the dictionary with the weights, keys joined by '/', for instance <c>state_dict_ema</c>; null to find it: the file itself, or <c>state_dict</c>.</param>
    /// <param name="prefix">What the names of the wanted network begin with, for instance <c>cond_stage_model.</c>; null to find it.</param>
    /// <exception cref="PublishedWeightsException">The weights do not fit; everything missing, unknown or misshapen is listed.</exception>
    /// <exception cref="TorchArchiveException">A file of <c>torch.save</c> is damaged, or holds more than tensors and plain containers.</exception>
    /// <exception cref="SafeTensorsException">A safetensors file is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static void Load(ITokenizer tokenizer, string path, string? dictionary = null, string? prefix = null)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentException.ThrowIfNullOrEmpty(path);
        Load(tokenizer, File.OpenRead(path), path, dictionary, prefix);
    }

    /// <summary>The same from a stream that seeks, and that is disposed of here.</summary>
    internal static void Load(ITokenizer tokenizer, Stream stream, string source, string? dictionary = null, string? prefix = null) =>
        WeightImport.Load(tokenizer.Module, (tokenizer as IPublishedNetwork)?.PublishedNames, stream, source, dictionary, prefix);
}
