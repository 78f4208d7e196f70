using HierVQ.Tokenizers;
using HierVQ.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Tokenizers;

[TestClass]
public sealed class HqVaeTests
{
    private static HqVaeOptions Small => new()
    {
        ImageSize = 16,
        Channels = 32,
        ChannelMultipliers = [1],
        LatentChannels = 16,
        EmbeddingSize = 4,
        CodebookSize = new[] { 16, 32 },
    };

    [TestMethod]
    [DataRow(LevelResizing.PixelShuffle)]
    [DataRow(LevelResizing.Average)]
    public void Training_makes_the_loss_fall_and_the_codes_used(LevelResizing resizing)
    {
        using DisposeScope scope = NewDisposeScope();
        HqVaeOptions options = Small;
        options.Resizing = resizing;
        using HqVae model = Make(options);
        model.train();
        using var optimizer = optim.Adam(model.parameters(), 2e-3);
        Tensor images = Images(12);
        var losses = new List<float>();
        for (int step = 0; step < 40; step++)
        {
            using DisposeScope inner = NewDisposeScope();
            optimizer.zero_grad();
            TokenizerLoss loss = Loss(model, images);
            loss.Total.backward();
            optimizer.step();
            losses.Add(loss.SquaredError!.item<float>());
        }
        model.eval();
        Assert.IsLessThan(0.5f * losses[0], losses[^1], $"from {losses[0]} to {losses[^1]}");
        Tensor codes = model.Encode(images);
        foreach (int level in (int[])[0, 1])
        {
            Tensor part = codes.narrow(1, model.Layout.Offset(level), model.Layout[level].Count);
            int used = part.contiguous().data<long>().ToArray().Distinct().Count();
            Assert.IsGreaterThanOrEqualTo(model.Layout[level].CodebookSize / 2, used, $"level {level}");
        }
        // What the codes say is what training saw: decoding them gives the same error, without the bottom level a larger one.
        float whole = Error(images, model.Decode(codes)), topOnly = Error(images, model.Decode(codes, 1));
        Assert.IsLessThan(0.5f * losses[0], whole);
        Assert.IsLessThan(topOnly, whole);
    }

    [TestMethod]
    public void Decoding_the_top_level_alone_does_not_look_at_the_bottom()
    {
        using DisposeScope scope = NewDisposeScope();
        using HqVae model = Make(Small);
        Tensor codes = model.Encode(Images(2));
        Tensor holes = codes.clone();
        holes.narrow(1, model.Layout.Offset(1), model.Layout[1].Count).fill_(-1);
        CollectionAssert.AreEqual(Bytes(model.Decode(codes, 1)), Bytes(model.Decode(holes, 1)));
        CollectionAssert.AreNotEqual(Bytes(model.Decode(codes, 1)), Bytes(model.Decode(codes)));
        CollectionAssert.AreEqual(Bytes(model.Decode(codes, 2)), Bytes(model.Decode(codes)));
    }

    private static TokenizerLoss Loss(HqVae model, Tensor images)
    {
        using ITokenizerObjective objective = model.CreateObjective();
        return objective.Loss(images, new TrainingMoment(0, 1, 1));
    }

    private static HqVae Make(HqVaeOptions options)
    {
        using var init = new Generator(7);
        return new HqVae(options, CPU, init);
    }

    private static Tensor Images(int count) => Discs.Images(count);

    private static float Error(Tensor images, Tensor decoded) => nn.functional.mse_loss(decoded, images).item<float>();

    private static byte[] Bytes(Tensor values) => values.contiguous().bytes.ToArray();
}
