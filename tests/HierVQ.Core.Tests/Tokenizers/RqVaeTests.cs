using System.Text.Json;
using HierVQ.Layers;
using HierVQ.Quantization;
using HierVQ.Tokenizers;
using HierVQ.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Tokenizers;

[TestClass]
public sealed class RqVaeTests
{
    [TestMethod]
    public void Each_further_code_of_a_stack_says_more()
    {
        using DisposeScope scope = NewDisposeScope();
        RqVaeOptions options = Small;
        using var model = (RqVae)options.Create(CPU);
        Tensor images = SmallTokenizers.Images(12);
        Train(model, images, 60);
        Tensor codes = model.Encode(images);
        double[] errors = [.. Enumerable.Range(1, model.Depth).Select(depths => (double)nn.functional.mse_loss(model.Decode(codes, depths: depths), images).item<float>())];
        Assert.IsLessThan(errors[0], errors[^1], string.Join(", ", errors));
        // The vectors themselves come nearer with each code.
        Tensor features = Vectors.Of(model.Features(images)), sums = model.PartialSums(codes);
        double[] distances = [.. Enumerable.Range(0, model.Depth).Select(depth => (double)sums.select(3, depth).sub(features).square().mean().item<float>())];
        CollectionAssert.AreEqual(distances.OrderDescending().ToArray(), distances, string.Join(", ", distances));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Partial_sums_embeddings_and_decoding_agree(bool separate)
    {
        using DisposeScope scope = NewDisposeScope();
        RqVaeOptions options = Small;
        options.Quantizer = new ResidualQuantizerOptions { Depth = 3, SharedCodebook = !separate, CodebookSizes = separate ? [32, 16, 8] : null };
        using var model = (RqVae)options.Create(CPU);
        Tensor codes = model.Encode(SmallTokenizers.Images(2)), embeddings = model.EmbedDepths(codes), sums = model.PartialSums(codes);
        CollectionAssert.AreEqual((long[])[2, 8, 8, 3, options.EmbeddingSize], embeddings.shape);
        Assert.IsTrue(allclose(embeddings.narrow(3, 0, 2).sum(3), sums.select(3, 1), 1e-5, 1e-6));
        for (int depth = 0; depth < 3; depth++)
        {
            Tensor own = codes.reshape(2, 64, 3).select(2, depth);
            Assert.AreEqual(separate ? 32 >> depth : 32, (int)model.Codebook(0, depth).size(0));
            Assert.IsTrue(allclose(model.Codebook(0, depth).index_select(0, own.flatten()), embeddings.select(3, depth).reshape(-1, options.EmbeddingSize)));
            Assert.IsTrue(allclose(model.Reconstruct(Vectors.ToMap(sums.select(3, depth))), model.Decode(codes, depths: depth + 1), 1e-4, 1e-5));
            Assert.IsTrue(allclose(model.Reconstruct(Vectors.ToMap(embeddings.select(3, depth))), model.DecodeDepth(codes, depth), 1e-4, 1e-5));
        }
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.DecodeDepth(codes, 3));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.Codebook(0, 3));
        if (!separate)
            return;
        Tensor wrong = codes.clone();
        wrong[0, 5] = tensor(8L);
        Assert.Contains("0 to 7", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.Decode(wrong)).Message);
        model.Decode(wrong, depths: 2);
    }

    // A vector of the code map is the patch's vectors one after the other, row by row.
    [TestMethod]
    public void Patches_of_vectors_are_quantized_as_one_and_come_apart_again()
    {
        using DisposeScope scope = NewDisposeScope();
        RqVaeOptions options = Small;
        options.PatchSize = 2;
        using var model = (RqVae)options.Create(CPU);
        Assert.AreEqual("4x4x4 of 32", model.Layout.ToString());
        Tensor images = SmallTokenizers.Images(2);
        RqVaeOptions whole = Small;
        using var apart = (RqVae)whole.Create(CPU);
        apart.load_state_dict(model.state_dict().Where(pair => !pair.Key.StartsWith("quantizer.", StringComparison.Ordinal)).ToDictionary(), strict: false);
        Tensor map = apart.Features(images); // (N, E, 8, 8)
        Tensor folded = model.Features(images); // (N, 4·E, 4, 4)
        CollectionAssert.AreEqual((long[])[2, 4 * options.EmbeddingSize, 4, 4], folded.shape);
        int size = options.EmbeddingSize;
        for (int row = 0; row < 2; row++)
        {
            for (int column = 0; column < 2; column++)
                Assert.IsTrue(allclose(map[1, .., 2 * 3 + row, 2 * 1 + column], folded[1, .., 3, 1].narrow(0, (row * 2 + column) * size, size), 1e-4, 1e-5));
        }
        Assert.IsTrue(allclose(apart.Reconstruct(map), model.Reconstruct(folded), 1e-4, 1e-5));
        CollectionAssert.AreEqual(images.shape, model.Decode(model.Encode(images)).shape);
    }

    [TestMethod]
    public void The_encoder_gets_the_gradient_of_one_straight_through_and_of_the_commitment()
    {
        using DisposeScope scope = NewDisposeScope();
        RqVaeOptions options = Small;
        using Quantizer quantizer = MakeQuantizer(options, out Generator random);
        using Generator own = random;
        quantizer.eval(); // where the table stays what the codes were looked up in
        Tensor vectors = rand([64, options.EmbeddingSize], generator: own).requires_grad_();
        QuantizedVectors quantized = quantizer.QuantizeVectors(vectors);
        // Once through the sum of all codes, not once for each depth.
        Tensor upstream = rand([64, options.EmbeddingSize], generator: own);
        quantized.Vectors.backward([upstream], retain_graph: true);
        Assert.IsTrue(allclose(vectors.grad!, upstream));
        vectors.grad!.zero_();
        quantized.Loss.backward();
        // beta / depth · the sum over depths of the gradient of mean (x - sg[s_d])².
        Tensor expected = zeros_like(vectors);
        for (int depths = 1; depths <= quantizer.Depth; depths++)
            expected = expected.add(vectors.detach().sub(quantizer.Lookup(quantized.Codes, depths)).mul(2.0 / vectors.numel()));
        Assert.IsTrue(allclose(expected.mul(0.25 / quantizer.Depth), vectors.grad!, 1e-4, 1e-8));
        Assert.IsTrue(quantizer.parameters().All(parameter => parameter.grad is null), "codebooks learn without gradients");
    }

    [TestMethod]
    public void The_commitment_reaches_the_encoder_and_nothing_behind_the_quantizer()
    {
        using DisposeScope scope = NewDisposeScope();
        using var model = (RqVae)Small.Create(CPU);
        model.Pass(SmallTokenizers.Images(2), default).QuantizationLoss.backward();
        foreach ((string name, TorchSharp.Modules.Parameter parameter) in model.named_parameters())
        {
            bool before = name.StartsWith("encoder.", StringComparison.Ordinal) || name.StartsWith("quant_conv.", StringComparison.Ordinal);
            Assert.AreEqual(before, parameter.grad is not null, name);
        }
    }

    [TestMethod]
    public void The_layout_follows_from_halvings_patches_and_depth()
    {
        Assert.AreEqual("4x4x4 of 512", new RqVaeOptions().Layout.ToString());
        Assert.AreEqual("8x8x4 of 16384", new RqVaeOptions { ImageSize = 256, ChannelMultipliers = [1, 1, 2, 2, 4, 4], CodebookSize = 16384 }.Layout.ToString());
        Assert.AreEqual("2x2x8 of 512", new RqVaeOptions { PatchSize = 2, Quantizer = new ResidualQuantizerOptions { Depth = 8 } }.Layout.ToString());
        Assert.AreEqual("4x4 of 512", new RqVaeOptions { Quantizer = new EmaQuantizerOptions() }.Layout.ToString());
    }

    [TestMethod]
    [DataRow("""{"ImageSize": 36}""", "ImageSize", "32 would do")]
    [DataRow("""{"PatchSize": 0}""", "PatchSize", "at least 1")]
    [DataRow("""{"PatchSize": 3}""", "ImageSize", "24 would do")]
    [DataRow("""{"PatchSize": 4096}""", "PatchSize", "at most 65536")]
    [DataRow("""{"CodebookSize": [512, 512]}""", "CodebookSize", "one value")]
    [DataRow("""{"CodebookSize": 1}""", "CodebookSize", "at least 2")]
    [DataRow("""{"Quantizer": {"kind": "residual", "Depth": 0}}""", "Depth", "at least 1")]
    [DataRow("""{"Quantizer": {"kind": "residual", "CodebookSizes": [512, 512, 512, 512]}}""", "CodebookSizes", "SharedCodebook")]
    [DataRow("""{"Quantizer": {"kind": "residual", "SharedCodebook": false, "CodebookSizes": [512, 256]}}""", "CodebookSizes", "one a depth")]
    public void An_option_out_of_range_is_refused_by_name_value_and_remedy(string json, string option, string remedy)
    {
        RqVaeOptions options = JsonSerializer.Deserialize<RqVaeOptions>(json)!;
        var refused = Assert.ThrowsExactly<ArgumentOutOfRangeException>(options.Validate);
        Assert.AreEqual(option, refused.ParamName);
        Assert.Contains(remedy, refused.Message);
    }

    private static RqVaeOptions Small => (RqVaeOptions)SmallTokenizers.Options("rqvae");

    private static Quantizer MakeQuantizer(RqVaeOptions options, out Generator random)
    {
        random = new Generator(3);
        return options.Quantizer.Create(options.CodebookSize[0], options.EmbeddingSize, new QuantizerContext(CPU, random, random));
    }

    private static void Train(RqVae model, Tensor images, int steps)
    {
        model.train();
        using ITokenizerObjective objective = model.CreateObjective();
        using var optimizer = optim.Adam(model.parameters(), 2e-3);
        for (int step = 0; step < steps; step++)
        {
            using DisposeScope scope = NewDisposeScope();
            optimizer.zero_grad();
            objective.Loss(images, new TrainingMoment(step, steps, 1)).Total.backward();
            optimizer.step();
        }
        model.eval();
    }
}
