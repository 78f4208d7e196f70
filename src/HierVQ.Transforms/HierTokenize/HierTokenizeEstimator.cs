using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace HierVQ.Transforms;

/// <summary>Turns text into tokens. There is nothing to train: fitting checks that the text is there.</summary>
public sealed class HierTokenizeEstimator : IEstimator<HierTokenizeTransformer>
{
    private readonly IHost _host;
    private readonly HierTokenizeOptions _options;

    internal HierTokenizeEstimator(IHostEnvironment environment, HierTokenizeOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _host = environment.Register(HierTokenizeTransformer.Signature.Loader);
        _options = options;
    }

    /// <summary>Makes the transformer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column of texts is missing or holds something else.</exception>
    public HierTokenizeTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var transformer = new HierTokenizeTransformer(_host, _options.OutputColumnName, _options.InputColumnName, new BpeTokenizer(_options.Tokens));
        transformer.GetOutputSchema(input.Schema);
        return transformer;
    }

    /// <summary>The columns that a fitted transformer adds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column of texts is missing or holds something else.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        SchemaCheck.Find(inputSchema, _options.InputColumnName, ColumnRule.Text);
        return SchemaCheck.Add(inputSchema, SchemaCheck.Shape(_options.OutputColumnName, TokenizeBinding.Type(new BpeTokenizer(_options.Tokens))));
    }
}
