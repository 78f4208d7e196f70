using HierVQ.Priors;
using HierVQ.Sampling;
using HierVQ.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.SideBySide;

/// <summary>What 8-bit weights do to the held-out bits of a trained prior.</summary>
internal static class RoundingEffect
{
    private const int Steps = 300;
    private const int HeldOut = 160;
    private const double Wanted = 0.01;

    /// <summary>Trains HQ-Transformer on codes of the emoji for a minute or so, and scores others with either kind of weights.</summary>
    public static OwnMeasurement Measure()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor codes = EmojiCodes.Load();
        using var prior = (ITrainablePrior)PriorCase.HqTransformer.Options(PriorCase.Dropout).Create(new PriorContext(EmojiCodes.Layout, ConditionShape.None, CPU));
        Train(prior, codes.narrow(0, HeldOut, codes.size(0) - HeldOut));
        prior.Module.eval();
        int[] rows = Pyramids.Flat(codes.narrow(0, 0, HeldOut));
        double exact = Bits(prior, rows, SamplerWeights.Float32), rounded = Bits(prior, rows, SamplerWeights.Int8);
        return new OwnMeasurement($"8-bit weights, HQ-Transformer after {Steps} steps on the emoji", $"{exact:F5} bits a held-out code, float32", $"{rounded:F5} bits, 8-bit weights",
            $"{rounded - exact:+0.00000;-0.00000} bits", $"within {Wanted}", Math.Abs(rounded - exact) <= Wanted);
    }

    private static void Train(ITrainablePrior prior, Tensor codes)
    {
        using var optimizer = new AdamW(prior.Module, new AdamSettings(0.9, 0.95, prior.Options.WeightDecay, prior.Options.ClipGradientNorm), prior.DecayedParameters);
        prior.Module.train();
        long batches = codes.size(0) / PriorCase.BatchSize;
        for (int step = 0; step < Steps; step++)
        {
            using DisposeScope scope = NewDisposeScope();
            using PriorLoss loss = prior.TrainingLoss(new PriorBatch(codes.narrow(0, step % batches * PriorCase.BatchSize, PriorCase.BatchSize)));
            loss.Total.backward();
            optimizer.Step(step, prior.Options.LearningRate);
            prior.Module.zero_grad();
        }
    }

    private static double Bits(IPrior prior, int[] rows, SamplerWeights weights)
    {
        using ICodeSampler sampler = prior.CreateSampler(new SamplerOptions { Weights = weights });
        var logs = new float[rows.Length];
        sampler.Sample(rows, [], new ulong[rows.Length / prior.Layout.TotalCodes], new SamplingOptions(), logs);
        return -logs.Average() / Math.Log(2);
    }
}
