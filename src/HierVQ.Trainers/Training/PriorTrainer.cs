using HierVQ.Priors;
using HierVQ.Training;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace HierVQ.Trainers;

/// <summary>Trains a prior over a column of codes; what it fits scores rows and generates new ones.</summary>
/// <typeparam name="TTransformer">What it fits.</typeparam>
public abstract class PriorTrainer<TTransformer> : IEstimator<TTransformer> where TTransformer : PriorTransformer
{
    private readonly IHost _host;
    private readonly PriorTrainerOptions _options;

    private protected PriorTrainer(IHostEnvironment environment, ComponentSignature signature, PriorTrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _host = environment.Register(signature.Loader);
        _options = options;
    }

    /// <summary>Trains the prior.</summary>
    /// <param name="input">Codes, and what conditions them where the options name columns of it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or holds something else, or an option is out of its range.</exception>
    /// <exception cref="ArgumentException">The prior cannot model codes of this layout, or cannot be told this.</exception>
    /// <exception cref="InvalidOperationException">A row's label, tokens or condition codes are missing or cannot be used, or there is no complete row.</exception>
    /// <exception cref="OperationCanceledException">The options' token was cancelled.</exception>
    public TTransformer Fit(IDataView input) => Train(input, null, null);

    /// <summary>Trains on from the weights of <paramref name="previous"/>, which stays as it is. Its labels stay too: new ones are an error.</summary>
    /// <param name="input">Codes of the same tokenizer, and what conditions them.</param>
    /// <param name="previous">A fitted or loaded prior of the shape that the options ask for.</param>
    /// <exception cref="ArgumentException">The prior of <paramref name="previous"/> has another shape.</exception>
    public TTransformer Fit(IDataView input, TTransformer? previous) => Train(input, null, previous);

    /// <summary>Trains the prior; other rows choose the best weights and, where the options ask for it, the end.</summary>
    /// <param name="trainData">Codes, and what conditions them where the options name columns of it.</param>
    /// <param name="validationData">Held-out rows with the same columns, codes of the same tokenizer and no labels that training has not.</param>
    /// <param name="previous">A fitted or loaded prior whose weights to begin with; null for new ones.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or holds something else, or an option is out of its range: <see cref="TrainingOptions.ValidationFraction"/> must be 0 here.</exception>
    /// <exception cref="InvalidOperationException">A row's label, tokens or condition codes are missing or cannot be used, or there is no complete row.</exception>
    public TTransformer Fit(IDataView trainData, IDataView validationData, TTransformer? previous = null)
    {
        ArgumentNullException.ThrowIfNull(validationData);
        return Train(trainData, validationData, previous);
    }

    /// <summary>Makes the transformer out of published weights: nothing is trained.</summary>
    internal TTransformer Import(HierQuantizeTransformer tokenizer, string path, PriorImportOptions import)
    {
        _options.Validate();
        return Make(_host, PriorColumns.Of(_options), PriorImport.Load(_host, _options, tokenizer, path, import));
    }

    private protected abstract TTransformer Make(IHost host, PriorColumns columns, SharedPrior prior);

    private TTransformer Train(IDataView input, IDataView? heldOut, TTransformer? previous)
    {
        ArgumentNullException.ThrowIfNull(input);
        _options.Validate();
        _options.PriorOptions.ValidateHeldOut(heldOut is not null);
        var columns = new TrainingColumns(input.Schema, _options, previous?.Shared);
        TrainingColumns? heldOutColumns = heldOut is null ? null : columns.FindIn(heldOut.Schema, _options);
        var device = DeviceChoice.Of(_host);
        using var report = new TrainingReport(_host, "Training the prior");
        TrainingRows rows = TrainingRows.Read(_host, input, columns, _options.PriorOptions, previous?.Shared.Labels);
        CodeSet? heldOutRows = heldOut is null ? null : TrainingRows.Read(_host, heldOut, heldOutColumns!, _options.PriorOptions, rows.Condition.Labels).Codes;
        report.Channel.Info(MessageSensitivity.None, $"Training on {rows.Codes.Count} pyramids of {columns.Codes.Layout}, told {rows.Condition.Shape}.");
        PriorOptions options = OptionsCopy.Of(_options.PriorOptions);
        IPrior prior = options.Create(new PriorContext(columns.Codes.Layout, rows.Condition.Shape, device, columns.Codes.Tokenizer?.Tokenizer));
        try
        {
            if (previous is not null)
                WeightCopy.Copy(previous.Prior.Module, prior.Module, nameof(previous));
            if (prior is not ITrainablePrior trainable)
                throw new NotSupportedException($"A prior of {options.GetType().Name} cannot be trained.");
            if (prior is ITokenizerBound { IsBound: false })
                throw PriorCodes.NoCodebook(_options.CodesColumnName);
            PriorTraining.Fit(trainable, rows.Codes, options, _options.NeedsLatents ? columns.Codes.Tokenizer!.Tokenizer : null, report, heldOutRows);
            return Make(_host, PriorColumns.Of(_options), new SharedPrior(prior, rows.Condition, columns.Codes.TokenizerId));
        }
        catch
        {
            prior.Dispose();
            throw;
        }
    }

    /// <summary>The columns that a fitted transformer adds. A pipeline asks for it before it fits anything; it has no validation set to give.</summary>
    /// <param name="inputSchema">The columns of the data.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or holds something else.</exception>
    /// <exception cref="ArgumentException">The prior cannot model codes of this layout.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        _options.PriorOptions.ValidateHeldOut(given: false);
        TrainingShapes.Check(inputSchema, _options);
        return SchemaCheck.Add(inputSchema, PriorBinding.Shapes(PriorColumns.Of(_options)));
    }
}
