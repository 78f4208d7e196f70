using HierVQ.Serialization;
using HierVQ.Tests.Serialization;
using HierVQ.Tokenizers;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Tokenizers;

[TestClass]
public sealed class PublishedWeightsTests
{
    [TestMethod]
    [DataRow("", "state_dict")]
    [DataRow("generator.", "state_dict")]
    [DataRow("stage1.")]
    public void A_first_stage_of_hqtransformer_is_read_out_of_any_of_its_files(string prefix, params string[] inside)
    {
        using DisposeScope scope = NewDisposeScope();
        using ITokenizer from = Tokenizer(1), into = Tokenizer(2);
        Dictionary<string, Tensor> weights = from.Module.state_dict().ToDictionary(pair => prefix + Theirs(pair.Key), pair => pair.Value);
        weights["discriminator.discriminator.main.0.weight"] = ones(2);
        PublishedWeights.Load(into, TorchFile.Write(weights, inside), "last.ckpt");
        Assert.AreEqual(ModelWeights.Hash(from.Module), ModelWeights.Hash(into.Module));
    }

    [TestMethod]
    public void A_shared_codebook_of_rq_vae_transformer_comes_once_a_depth_with_a_row_for_padding()
    {
        using DisposeScope scope = NewDisposeScope();
        RqVaeOptions Options(int seed) => Tiny(new RqVaeOptions { Quantizer = new ResidualQuantizerOptions { Depth = 3 }, Seed = seed });
        using ITokenizer from = Options(1).Create(CPU), into = Options(2).Create(CPU);
        Dictionary<string, Tensor> weights = from.Module.state_dict();
        foreach ((string ours, string theirs) in (ReadOnlySpan<(string, string)>)[("embedding", "weight"), ("cluster_size", "cluster_size_ema"), ("embedding_avg", "embed_ema")])
        {
            weights.Remove($"quantizer.codebooks.0.{ours}", out Tensor? tensor);
            for (int depth = 0; depth < 3; depth++)
                weights[$"quantizer.codebooks.{depth}.{theirs}"] = ours == "embedding" ? cat([tensor!, zeros(1, tensor!.size(1))]) : tensor!;
        }
        PublishedWeights.Load(into, TorchFile.Write(weights, "state_dict"), "epoch10_model.pt");
        Assert.AreEqual(ModelWeights.Hash(from.Module), ModelWeights.Hash(into.Module));
        weights["quantizer.codebooks.1.embed_ema"] = weights["quantizer.codebooks.1.embed_ema"].add(1);
        Assert.Contains("unlike the first: 'quantizer.codebooks.1.embed_ema'",
            Assert.ThrowsExactly<PublishedWeightsException>(() => PublishedWeights.Load(into, TorchFile.Write(weights, "state_dict"), "epoch10_model.pt")).Message);
    }

    [TestMethod]
    public void A_VQGAN_is_taken_out_of_a_whole_model_of_taming_transformers()
    {
        using DisposeScope scope = NewDisposeScope();
        using ITokenizer image = Tiny(new VqGanOptions { Seed = 1 }).Create(CPU), condition = Tiny(new VqGanOptions { Seed = 2 }).Create(CPU), into = Tiny(new VqGanOptions { Seed = 3 }).Create(CPU);
        Dictionary<string, Tensor> weights = new() { ["transformer.pos_emb"] = ones(3), ["first_stage_model.loss.discriminator.main.0.bias"] = ones(2) };
        foreach ((string prefix, ITokenizer tokenizer) in (ReadOnlySpan<(string, ITokenizer)>)[("cond_stage_model.", condition), ("first_stage_model.", image)])
        {
            foreach ((string name, Tensor tensor) in tokenizer.Module.state_dict())
                weights[prefix + name.Replace(".codebook.weight", ".embedding.weight", StringComparison.Ordinal)] = tensor;
        }
        PublishedWeights.Load(into, TorchFile.Write(weights, "state_dict"), "net2net.ckpt");
        Assert.AreEqual(ModelWeights.Hash(image.Module), ModelWeights.Hash(into.Module));
        PublishedWeights.Load(into, TorchFile.Write(weights, "state_dict"), "net2net.ckpt", prefix: "cond_stage_model.");
        Assert.AreEqual(ModelWeights.Hash(condition.Module), ModelWeights.Hash(into.Module));
    }

    [TestMethod]
    public void Files_of_our_own_names_are_read_as_well()
    {
        using ITokenizer from = Tokenizer(1), into = Tokenizer(2);
        string path = Path.GetTempFileName();
        using (FileStream file = File.Create(path))
            ModelWeights.Write(from.Module, file);
        PublishedWeights.Load(into, path);
        File.Delete(path);
        Assert.AreEqual(ModelWeights.Hash(from.Module), ModelWeights.Hash(into.Module));
    }

    [TestMethod]
    public void A_tokenizer_without_published_weights_takes_its_own_and_no_others()
    {
        using DisposeScope scope = NewDisposeScope();
        using ITokenizer palette = new ColorPaletteOptions { ImageSize = 8, CodebookSize = 4 }.Create(CPU);
        using ITokenizer other = new ColorPaletteOptions { ImageSize = 8, CodebookSize = 4, Seed = 5 }.Create(CPU);
        PublishedWeights.Load(other, TorchFile.Write(palette.Module.state_dict()), "own.pt");
        Assert.AreEqual(ModelWeights.Hash(palette.Module), ModelWeights.Hash(other.Module));
        Assert.ThrowsExactly<PublishedWeightsException>(() => PublishedWeights.Load(other, TorchFile.Write(new Dictionary<string, Tensor> { ["stranger"] = ones(2) }), "a.pt"));
    }

    [TestMethod]
    public void A_model_of_other_options_is_refused_whole()
    {
        using DisposeScope scope = NewDisposeScope();
        using ITokenizer from = Tokenizer(1, codes: 5), into = Tokenizer(2);
        string before = ModelWeights.Hash(into.Module);
        var refused = Assert.ThrowsExactly<PublishedWeightsException>(() =>
            PublishedWeights.Load(into, TorchFile.Write(from.Module.state_dict().ToDictionary(pair => Theirs(pair.Key), pair => pair.Value)), "last.ckpt"));
        Assert.Contains("'quantize_b.embedding' is F32 [5, 4], for 'quantize_b.codebook.embedding' F32 [8, 4]", refused.Message);
        Assert.AreEqual("last.ckpt", refused.SourceName);
        Assert.AreEqual(before, ModelWeights.Hash(into.Module));
    }

    [TestMethod]
    public void A_file_that_is_neither_format_or_not_there_is_an_error()
    {
        using ITokenizer tokenizer = Tokenizer(1);
        Assert.ThrowsExactly<SafeTensorsException>(() => PublishedWeights.Load(tokenizer, new MemoryStream([1, 2, 3]), "a.bin"));
        Assert.ThrowsExactly<TorchArchiveException>(() => PublishedWeights.Load(tokenizer, new MemoryStream("PK\x03\x04"u8.ToArray()), "a.pt"));
        Assert.ThrowsExactly<FileNotFoundException>(() => PublishedWeights.Load(tokenizer, Path.Combine(Path.GetTempPath(), "not", "..", "there.pt")));
    }

    private static ITokenizer Tokenizer(int seed, int codes = 8) =>
        new HqVaeOptions { ImageSize = 8, ChannelMultipliers = [1], LatentChannels = 4, EmbeddingSize = 4, CodebookSize = codes, Seed = seed }.Create(CPU);

    private static TOptions Tiny<TOptions>(TOptions options) where TOptions : BackboneTokenizerOptions
    {
        (options.ImageSize, options.ChannelMultipliers, options.AttentionResolutions) = (8, [1, 1], []);
        (options.LatentChannels, options.EmbeddingSize, options.CodebookSize) = (4, 4, 8);
        return options;
    }

    private static string Theirs(string name) => name.Replace(".codebook.", ".", StringComparison.Ordinal);
}
