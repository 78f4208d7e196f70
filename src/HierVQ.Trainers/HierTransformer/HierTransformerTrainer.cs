using HierVQ.Priors;
using HierVQ.Training;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace HierVQ.Trainers;

/// <summary>Trains an HQ-Transformer prior over a column of codes; what it fits scores rows and generates new ones.</summary>
public sealed class HierTransformerTrainer : IEstimator<HierPriorTransformer>
{
    private readonly IHost _host;
    private readonly HierTransformerOptions _options;

    internal HierTransformerTrainer(IHostEnvironment environment, HierTransformerOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _host = environment.Register(HierPriorTransformer.Signature.Loader);
        _options = options;
    }

    /// <summary>Trains the prior.</summary>
    /// <param name="input">Codes, and labels where the options name a column of them.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or holds something else, or an option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The options' token was cancelled.</exception>
    public HierPriorTransformer Fit(IDataView input) => Fit(input, null);

    /// <summary>Trains on from the weights of <paramref name="previous"/>, which stays as it is. Its labels stay too: new ones are an error.</summary>
    /// <param name="input">Codes of the same tokenizer, and labels.</param>
    /// <param name="previous">A fitted or loaded prior of the shape that the options ask for.</param>
    /// <exception cref="ArgumentException">The prior of <paramref name="previous"/> has another shape.</exception>
    public HierPriorTransformer Fit(IDataView input, HierPriorTransformer? previous)
    {
        ArgumentNullException.ThrowIfNull(input);
        _options.Validate();
        var columns = new TrainingColumns(input.Schema, _options, previous?.Shared);
        var device = DeviceChoice.Of(_host);
        using var report = new TrainingReport(_host, "Training the prior");
        TrainingRows rows = TrainingRows.Read(_host, input, columns, _options.Prior, previous?.Shared.Labels);
        report.Channel.Info(MessageSensitivity.None, $"Training on {rows.Codes.Count} pyramids of {columns.Codes.Layout}, {rows.Labels.Count} labels.");
        PriorOptions options = OptionsCopy.Of(_options.Prior);
        IPrior prior = options.Create(new PriorContext(columns.Codes.Layout, ConditionShape.Class(rows.Labels.Count), device, columns.Codes.Tokenizer?.Tokenizer));
        try
        {
            if (previous is not null)
                WeightCopy.Copy(previous.Prior.Module, prior.Module, nameof(previous));
            if (prior is not ITrainablePrior trainable)
                throw new NotSupportedException($"A prior of {options.GetType().Name} cannot be trained.");
            PriorTraining.Fit(trainable, rows.Codes, options, options.SoftLabels ? columns.Codes.Tokenizer!.Tokenizer : null, report);
            return new HierPriorTransformer(_host, _options.Copy(options), new SharedPrior(prior, rows.Labels, columns.Codes.TokenizerId));
        }
        catch
        {
            prior.Dispose();
            throw;
        }
    }

    /// <summary>The columns that a fitted transformer adds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or holds something else.</exception>
    /// <exception cref="ArgumentException">The prior cannot model codes of this layout.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        // A chain asks for its schema before it fits anything: codes that no prior can model should not cost the training of their tokenizer.
        if (CodesColumn.FindTokenizerType(inputSchema, _options.CodesColumnName) is { } tokenizer)
            _options.Prior.ValidateLayout(tokenizer.Layout);
        if (_options.LabelColumnName is { } label)
            SchemaCheck.Find(inputSchema, label, ColumnRule.Label);
        if (_options.Prior.SoftLabels)
            SchemaCheck.Find(inputSchema, _options.LatentsColumnName!, ColumnRule.Floats);
        return SchemaCheck.Add(inputSchema, PriorBinding.Shapes(_options));
    }
}
