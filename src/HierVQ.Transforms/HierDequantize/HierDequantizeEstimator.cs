using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace HierVQ.Transforms;

/// <summary>Decodes a column of codes into images. There is nothing to train: fitting checks that the tokenizer is there.</summary>
public sealed class HierDequantizeEstimator : IEstimator<HierDequantizeTransformer>
{
    private readonly IHost _host;
    private readonly HierDequantizeOptions _options;

    internal HierDequantizeEstimator(IHostEnvironment environment, HierDequantizeOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _host = environment.Register(HierDequantizeTransformer.Signature.Loader);
        _options = options;
    }

    /// <summary>Binds to the tokenizer that made the codes, or takes the fitted one of the options.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column of codes is missing, holds something else, or comes without its tokenizer.</exception>
    public HierDequantizeTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _options.Validate();
        SharedTokenizer? own = _options.FittedTokenizer is { } fitted ? new SharedTokenizer(fitted, owned: false) : null;
        var transformer = new HierDequantizeTransformer(_host, _options.Copy(), own);
        transformer.GetOutputSchema(input.Schema);
        return transformer;
    }

    /// <summary>The columns that a fitted transformer adds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column of codes is missing, holds something else, or comes without its tokenizer.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        TokenizerDataViewType? along = CodesColumn.FindTokenizerType(inputSchema, _options.InputColumnName);
        TokenizerDataViewType decoded = _options.FittedTokenizer is { } own ? new TokenizerDataViewType(own.Options) : along ?? throw CodesColumn.NoTokenizer(_options.InputColumnName);
        // Here too, since a chain asks for its schema before it trains the tokenizer.
        _options.CheckLayout(decoded.Layout);
        return SchemaCheck.Add(inputSchema, DequantizeBinding.Outputs(_options, decoded).Select(column => SchemaCheck.Shape(column.Name, column.Type, ContentAnnotations.ShapeOf(decoded))));
    }
}
