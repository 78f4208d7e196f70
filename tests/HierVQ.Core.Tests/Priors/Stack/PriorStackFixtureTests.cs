using System.Text.Json;
using HierVQ.Codes;
using HierVQ.Priors;
using HierVQ.Priors.Published;
using HierVQ.Sampling;
using HierVQ.Tests.Fixtures;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Tests.Priors.Stack;

/// <summary>The two transformers that HQ-Transformer's code puts on VQ-VAE-2, as one stack: the top one is told the class, the bottom one the top codes alone.</summary>
[TestClass]
public sealed class PriorStackFixtureTests
{
    private static readonly string[] s_levels = ["top", "bottom"];

    [TestMethod]
    [TestCategory("Fixture")]
    public void Losses_gradients_and_greedy_pyramids_are_those_of_the_reference()
    {
        using DisposeScope scope = NewDisposeScope();
        using Fixture fixture = Fixture.Load("vqvae2_transformer_priors");
        using PriorStack stack = Make(fixture);
        Tensor codes = cat([fixture["in/code_top"], fixture["in/code_bottom"]], 1), labels = fixture["in/labels"].unsqueeze(1);
        PriorLoss loss = stack.TrainingLoss(new PriorBatch(codes, labels));
        loss.Total.backward();
        for (int level = 0; level < s_levels.Length; level++)
        {
            fixture.AssertClose($"loss/{s_levels[level]}", loss.Levels[level]);
            Dictionary<string, Parameter> parameters = stack.Levels[level].Module.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter);
            foreach (string name in fixture.Names($"gradnorm/{s_levels[level]}."))
            {
                Assert.IsTrue(ImageGptNames.Map(false).TryMap(name, out string? ours, out _), name);
                fixture.AssertGradientNorm($"gradnorm/{s_levels[level]}.{name}", parameters[ours!]);
            }
        }
        long[] expected = [.. cat([fixture["out/greedy_top"], fixture["out/greedy_bottom"]], 1).data<long>()];
        foreach (SamplerBackend backend in (SamplerBackend[])[SamplerBackend.Kernels, SamplerBackend.LibTorch])
        {
            using ICodeSampler sampler = stack.CreateSampler(new SamplerOptions { Backend = backend });
            int[] drawn = [.. Enumerable.Repeat(-1, expected.Length)];
            sampler.Sample(drawn, [3, 3], [1, 2], new SamplingOptions { TopK = 1 });
            CollectionAssert.AreEqual(expected, drawn.Select(code => (long)code).ToArray());
        }
    }

    private static PriorStack Make(Fixture fixture)
    {
        JsonElement shape = fixture.Config.GetProperty("hparams"), size = fixture.Config.GetProperty("top");
        int codes = fixture.Config.GetProperty("vocab").GetInt32(), height = size[0].GetInt32(), width = size[1].GetInt32();
        var layout = new CodeLayout(new CodeLevel(height, width, 1, codes), new CodeLevel(2 * height, 2 * width, 1, codes));
        var options = new PriorStackOptions
        {
            Levels = [.. s_levels.Select(level => new RasterTransformerOptions
            {
                Width = shape.GetProperty("embed_dim").GetInt32(),
                Layers = shape.GetProperty("n_layers").GetInt32(),
                Heads = shape.GetProperty("n_heads").GetInt32(),
                ContextLength = (int)fixture[$"param/{level}.pos_emb_img.weight"].size(0),
                Dropout = shape.GetProperty("resid_pdrop").GetDouble(),
            })],
            SeesCondition = new[] { true, false },
        };
        var stack = (PriorStack)options.Create(new PriorContext(layout, ConditionShape.Class(shape.GetProperty("n_classes").GetInt32()), CPU));
        for (int level = 0; level < s_levels.Length; level++)
            fixture.Import(stack.Levels[level], $"param/{s_levels[level]}.");
        stack.eval();
        return stack;
    }
}
