using HierVQ.Serialization;
using HierVQ.Tokenizers;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Tokenizers;

/// <summary>Tokenizers over images and maps of codes of other sizes than they were made for.</summary>
[TestClass]
public sealed class MapOfAnySizeTests
{
    [TestMethod]
    [DataRow("vqgan")]
    [DataRow("rqvae")]
    public void AtItsOwnSizeItIsEncodingAndDecoding(string kind)
    {
        using DisposeScope scope = NewDisposeScope();
        using var tokenizer = (BackboneTokenizer)SmallTokenizers.Make(kind);
        Tensor images = SmallTokenizers.Images(3), codes = tokenizer.Encode(images);
        Assert.AreEqual(codes, tokenizer.EncodeMap(images));
        Assert.AreEqual(tokenizer.Decode(codes), tokenizer.DecodeMap(codes, tokenizer.Layout[0].Height, tokenizer.Layout[0].Width));
    }

    [TestMethod]
    public void FoldedPatchesWorkAtAnySize()
    {
        using DisposeScope scope = NewDisposeScope();
        var options = (RqVaeOptions)SmallTokenizers.Options("rqvae");
        options.PatchSize = 2;
        using var tokenizer = (BackboneTokenizer)options.Create(CPU);
        Tensor images = SmallTokenizers.Images(3);
        Assert.AreEqual(tokenizer.Encode(images), tokenizer.EncodeMap(images));
        int factor = options.ImageSize / tokenizer.Layout[0].Height, depth = tokenizer.Layout[0].Depth;
        using Tensor larger = zeros(2, 3, 3 * factor, 5 * factor);
        Tensor codes = tokenizer.EncodeMap(larger);
        CollectionAssert.AreEqual((long[])[2, 3 * 5 * depth], codes.shape);
        CollectionAssert.AreEqual(larger.shape, tokenizer.DecodeMap(codes, 3, 5).shape);
    }

    [TestMethod]
    [DataRow("vqgan")]
    [DataRow("rqvae")]
    public void AtAnotherSizeItIsATokenizerOfThatSizeWithTheSameWeights(string kind)
    {
        using DisposeScope scope = NewDisposeScope();
        using var small = (BackboneTokenizer)SmallTokenizers.Make(kind);
        TokenizerOptions options = SmallTokenizers.Options(kind);
        options.ImageSize = 2 * SmallTokenizers.Side;
        using var large = (BackboneTokenizer)options.Create(CPU);
        using (var weights = new MemoryStream())
        {
            ModelWeights.Write(small.Module, weights);
            weights.Position = 0;
            ModelWeights.Read(large.Module, weights);
        }
        Tensor images = Discs.Images(3, options.ImageSize), codes = large.Encode(images);
        Assert.AreEqual(codes, small.EncodeMap(images));
        Assert.AreEqual(large.Decode(codes), small.DecodeMap(codes, large.Layout[0].Height, large.Layout[0].Width));
        int factor = options.ImageSize / large.Layout[0].Height;
        Tensor oblong = images.narrow(2, 0, 3 * factor).contiguous(), few = small.EncodeMap(oblong);
        CollectionAssert.AreEqual(oblong.shape, small.DecodeMap(few, 3, options.ImageSize / factor).shape);
    }

    [TestMethod]
    public void BadSizesAreRefused()
    {
        using DisposeScope scope = NewDisposeScope();
        using var tokenizer = (BackboneTokenizer)SmallTokenizers.Make("vqgan");
        AssertThrows("multiple of 2", () => tokenizer.EncodeMap(zeros(1, 3, 16, 17)));
        AssertThrows("must be (N, 3, N, N)", () => tokenizer.EncodeMap(zeros(1, 1, 16, 16)));
        AssertThrows("(N, 12)", () => tokenizer.DecodeMap(zeros([1, 13], ScalarType.Int64), 3, 4));
        AssertThrows("at least 1", () => tokenizer.DecodeMap(zeros([1, 0], ScalarType.Int64), 0, 4));
        AssertThrows("a hole at position 0", () => tokenizer.DecodeMap(full([1, 12], -1, ScalarType.Int64), 3, 4));
        AssertThrows("go from 0 to 31", () => tokenizer.DecodeMap(full([1, 12], 32, ScalarType.Int64), 3, 4));
    }

    private static void AssertThrows(string part, Action action)
    {
        string message = Assert.Throws<ArgumentException>(action).Message;
        StringAssert.Contains(message, part, StringComparison.Ordinal);
    }
}
