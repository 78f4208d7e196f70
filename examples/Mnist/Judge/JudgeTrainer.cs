using Microsoft.ML;
using Microsoft.ML.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Examples.Mnist;

/// <summary>
/// Trains a <see cref="JudgeNetwork"/> on rows of digits: an estimator of the user's own, over nothing but the public parts of ML.NET and TorchSharp.
/// </summary>
internal sealed class JudgeTrainer(MLContext ml) : IEstimator<Judge>
{
    private const int BatchSize = 100;
    private const double PeakRate = 2e-3;

    /// <summary>Passes over the digits.</summary>
    public int Epochs { get; init; } = 4;

    /// <summary>Seed of the weights and of the order of digits.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Told the epoch, from 1, and the mean cross-entropy of its digits.</summary>
    public Action<int, double>? EpochCallback { get; init; }

    /// <summary>Ends training.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <inheritdoc/>
    public Judge Fit(IDataView input)
    {
        long[] labels = [.. input.GetColumn<string>(nameof(DigitRow.Digit)).Select(digit => long.Parse(digit, System.Globalization.CultureInfo.InvariantCulture))];
        using var random = new Generator(Seed);
        // Outside of the scope, which everything else goes with.
        var network = new JudgeNetwork(random);
        using DisposeScope scope = NewDisposeScope();
        Tensor pixels = zeros([labels.Length, 1, Digit.PaddedSize, Digit.PaddedSize]); // (N, 1, 32, 32)
        foreach ((int i, float[] digit) in input.GetColumn<float[]>(nameof(DigitRow.Pixels)).Index())
        {
            using Tensor row = tensor(digit), place = pixels[i];
            place.copy_(row.view(1, Digit.PaddedSize, Digit.PaddedSize));
        }
        pixels.div_(255);
        try
        {
            Train(network, pixels, tensor(labels), random);
            return new Judge(ml, network);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => Judge.Columns(ml, (_, _) => { }).GetOutputSchema(inputSchema);

    private void Train(JudgeNetwork network, Tensor pixels, Tensor labels, Generator random)
    {
        using var optimizer = optim.AdamW(network.parameters(), lr: PeakRate, weight_decay: 0.02);
        long steps = (labels.size(0) + BatchSize - 1) / BatchSize * Epochs, step = 0;
        for (int epoch = 1; epoch <= Epochs; epoch++)
        {
            using DisposeScope epochScope = NewDisposeScope();
            Tensor order = randperm(labels.size(0), generator: random), sum = zeros([]);
            for (long first = 0; first < labels.size(0); first += BatchSize)
            {
                CancellationToken.ThrowIfCancellationRequested();
                using DisposeScope stepScope = NewDisposeScope();
                foreach (var group in optimizer.ParamGroups)
                    group.LearningRate = PeakRate * 0.5 * (1 + Math.Cos(Math.PI * step / steps));
                Tensor rows = order.narrow(0, first, Math.Min(BatchSize, labels.size(0) - first));
                Tensor loss = nn.functional.cross_entropy(network.forward(pixels.index_select(0, rows)), labels.index_select(0, rows));
                optimizer.zero_grad();
                loss.backward();
                optimizer.step();
                sum.add_(loss.detach().mul(rows.size(0)));
                step++;
            }
            EpochCallback?.Invoke(epoch, sum.item<float>() / labels.size(0));
        }
    }
}
