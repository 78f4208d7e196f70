using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Examples.Mnist;

/// <summary>A trained judge: adds the columns of <see cref="Judgement"/> to rows of digits. It measures models and is no part of one, so it cannot be saved.</summary>
internal sealed class Judge : ITransformer, IDisposable
{
    private readonly JudgeNetwork _network;
    private readonly CustomMappingTransformer<DigitRow, Judgement> _mapping;

    /// <summary>Makes the transformer of a network, which it then owns.</summary>
    public Judge(MLContext ml, JudgeNetwork network)
    {
        network.eval();
        _network = network;
        // A mapping has nothing to learn from rows; it only wants to be given some.
        _mapping = Columns(ml, Apply).Fit(ml.Data.LoadFromEnumerable<DigitRow>([]));
    }

    /// <inheritdoc/>
    public bool IsRowToRowMapper => ((ITransformer)_mapping).IsRowToRowMapper;

    /// <summary>The estimator of the columns that a judge adds.</summary>
    public static CustomMappingEstimator<DigitRow, Judgement> Columns(MLContext ml, Action<DigitRow, Judgement> apply) =>
        ml.Transforms.CustomMapping(apply, contractName: null);

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _mapping.GetOutputSchema(inputSchema);

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => ((ITransformer)_mapping).GetRowToRowMapper(inputSchema);

    /// <inheritdoc/>
    public IDataView Transform(IDataView input) => _mapping.Transform(input);

    /// <summary>Judges many digits at once.</summary>
    /// <returns>(N, 64) features and (N) digits that it reads; the caller owns them.</returns>
    public (Tensor Features, Tensor Read) Look(IReadOnlyList<Digit> digits)
    {
        const int BatchSize = 500;
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        List<Tensor> features = [], read = [];
        foreach (Digit[] batch in digits.Chunk(BatchSize))
        {
            using DisposeScope step = NewDisposeScope();
            Tensor pixels = tensor(batch.SelectMany(digit => digit.ToRow().Pixels).ToArray()).view(-1, 1, Digit.PaddedSize, Digit.PaddedSize).div(255); // (N, 1, 32, 32)
            Tensor seen = _network.FeaturesOf(pixels);
            features.Add(seen.MoveToOuterDisposeScope());
            read.Add(_network.Logits(seen).argmax(1).MoveToOuterDisposeScope());
        }
        return (cat(features).MoveToOuterDisposeScope(), cat(read).MoveToOuterDisposeScope());
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => throw new NotSupportedException("The judge measures models and is saved with none: leave it out of the pipeline that is saved.");

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();

    private void Apply(DigitRow row, Judgement judgement)
    {
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor features = _network.FeaturesOf(tensor(row.Pixels).view(1, 1, Digit.PaddedSize, Digit.PaddedSize).div(255)); // (1, 64)
        judgement.Features = features.data<float>().ToArray();
        judgement.Score = _network.Logits(features).softmax(1).data<float>().ToArray();
        judgement.PredictedDigit = Digit.Name(Array.IndexOf(judgement.Score, judgement.Score.Max()));
    }
}
