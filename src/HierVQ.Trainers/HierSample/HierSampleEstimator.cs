using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace HierVQ.Trainers;

/// <summary>Fills holes in codes by drawing from a prior: the one earlier in the pipeline, a fitted one, or one that it trains itself.</summary>
public sealed class HierSampleEstimator : IEstimator<HierSampleTransformer>
{
    private readonly IHost _host;
    private readonly HierSampleOptions _options;
    private readonly PriorTransformer? _fitted;
    private readonly IEstimator<PriorTransformer>? _trainer;

    internal HierSampleEstimator(IHostEnvironment environment, HierSampleOptions options, PriorTransformer? fitted = null, IEstimator<PriorTransformer>? trainer = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _host = environment.Register(HierSampleTransformer.Signature.Loader);
        (_options, _fitted, _trainer) = (options, fitted, trainer);
    }

    /// <summary>Binds to the prior, or trains it where a trainer was given.</summary>
    /// <param name="input">Codes, with holes or whole ones to train on, and what conditions them.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or holds something else, or there is no prior, or top-k is above the codebook.</exception>
    public HierSampleTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _options.Validate();
        SharedPrior? own = _fitted?.Shared;
        bool owned = false;
        if (_trainer is not null)
        {
            SamplingCheck.TopK(CodesColumn.Find(input.Schema, _options.InputColumnName).Layout, _options.Sampling);
            own = _trainer.Fit(input).Shared;
            owned = true;
        }
        var transformer = new HierSampleTransformer(_host, _options.Copy(), own, owned);
        try
        {
            transformer.GetOutputSchema(input.Schema);
            return transformer;
        }
        catch
        {
            transformer.Dispose();
            throw;
        }
    }

    /// <summary>The column that a fitted transformer adds.</summary>
    /// <param name="inputSchema">The columns of the data.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or holds something else, or there is no prior, or top-k is above the codebook.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        SchemaShape.Column codes = SchemaCheck.Find(inputSchema, _options.InputColumnName, ColumnRule.Codes);
        if (CodesColumn.FindTokenizerType(inputSchema, _options.InputColumnName) is { } tokenizer)
            SamplingCheck.TopK(tokenizer.Layout, _options.Sampling);
        if (_options.LabelColumnName is { } label)
            SchemaCheck.Find(inputSchema, label, ColumnRule.Label);
        if (_options.TokensColumnName is { } tokens)
            SchemaCheck.Find(inputSchema, tokens, ColumnRule.Tokens);
        if (_options.ConditionCodesColumnName is { } condition)
            SchemaCheck.Find(inputSchema, condition, ColumnRule.Codes);
        if (_options.SeedColumnName is { } seed)
            SchemaCheck.Find(inputSchema, seed, ColumnRule.Seed);
        if (_trainer is not null)
            _trainer.GetOutputSchema(inputSchema);
        else if (_fitted is null && !inputSchema.Any(column => column.Annotations.Any(annotation => annotation.Name == PriorDataViewType.Annotation)))
            throw PriorColumn.NoPrior();
        return SchemaCheck.Add(inputSchema, new SchemaShape.Column(_options.OutputColumnName, codes.Kind, codes.ItemType, codes.IsKey, codes.Annotations));
    }
}
