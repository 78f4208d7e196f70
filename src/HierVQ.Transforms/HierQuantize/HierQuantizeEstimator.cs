using HierVQ.Images;
using HierVQ.Tokenizers;
using HierVQ.Training;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using TorchSharp;

namespace HierVQ.Transforms;

/// <summary>Trains a tokenizer on a column of images; what it fits turns images into codes.</summary>
public sealed class HierQuantizeEstimator : IEstimator<HierQuantizeTransformer>
{
    private readonly IHost _host;
    private readonly HierQuantizeOptions _options;

    internal HierQuantizeEstimator(IHostEnvironment environment, HierQuantizeOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _host = environment.Register(HierQuantizeTransformer.Signature.Loader);
        _options = options;
    }

    /// <summary>Trains the tokenizer, or takes the fitted one of the options.</summary>
    /// <param name="input">The training images.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column of images is missing or holds something else, or an option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">An image cannot be used and the options do not skip it, or the images exceed the memory budget.</exception>
    /// <exception cref="PublishedWeightsException">The options' pretrained weights are not those of such a tokenizer.</exception>
    /// <exception cref="OperationCanceledException">The options' token was cancelled.</exception>
    public HierQuantizeTransformer Fit(IDataView input) => Fit(input, null);

    /// <summary>Trains on from the weights of <paramref name="previous"/>, which stays as it is; the options' pretrained weights do not count then.</summary>
    /// <param name="input">The training images.</param>
    /// <param name="previous">A fitted or loaded transformer whose tokenizer has the shape that the options ask for.</param>
    /// <exception cref="ArgumentException">The tokenizer of <paramref name="previous"/> has another shape.</exception>
    public HierQuantizeTransformer Fit(IDataView input, HierQuantizeTransformer? previous)
    {
        ArgumentNullException.ThrowIfNull(input);
        _options.Validate();
        DataViewSchema.Column column = QuantizeBinding.FindImages(input.Schema, _options, _options.FittedTokenizer?.Options ?? _options.Tokenizer);
        if (_options.FittedTokenizer is { } fitted)
            return new HierQuantizeTransformer(_host, _options.Copy(fitted.Options), new SharedTokenizer(fitted, owned: false));
        _options.Tokenizer.ValidateForTraining();
        if (_options.Tokenizer.TrainingImageSize is { } larger && larger != _options.Tokenizer.ImageSize && column.Type.RawType == typeof(VBuffer<float>))
            throw new ArgumentOutOfRangeException(nameof(TokenizerOptions.TrainingImageSize), larger, $"TrainingImageSize is {larger}, but column '{column.Name}' holds pixels that have a size already, {_options.Tokenizer.ImageSize}: give images, encoded bytes or paths, or leave it null.");
        torch.Device device = DeviceChoice.Of(_host);
        using var report = new TrainingReport(_host, "Training the tokenizer");
        TokenizerOptions options = OptionsCopy.Of(_options.Tokenizer);
        options.WarningCallback += report.Warn;
        ITokenizer tokenizer = options.Create(device);
        try
        {
            // Before any image is read: weights that do not fit should cost no time.
            if (previous is not null)
                WeightCopy.Copy(previous.Tokenizer.Module, tokenizer.Module, nameof(previous));
            else if (options.PretrainedWeights is { } weights)
                PublishedWeights.Load(tokenizer, weights);
            options.PretrainedWeights = null;
            if (tokenizer is not (ITrainableTokenizer or IFittableTokenizer))
                throw new NotSupportedException($"A tokenizer of {options.GetType().Name} cannot be trained; give a fitted one.");
            PixelStore pixels = ReadPixels(input, column, report.Channel);
            TokenizerTraining.Fit(tokenizer, pixels, options, report);
            options.WarningCallback = _options.Tokenizer.WarningCallback;
            return new HierQuantizeTransformer(_host, _options.Copy(options), new SharedTokenizer(tokenizer, owned: true));
        }
        catch
        {
            tokenizer.Dispose();
            throw;
        }
    }

    /// <summary>The columns that a fitted transformer adds, as far as they are known before there is data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column of images is missing or holds something else.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        SchemaCheck.Find(inputSchema, _options.InputColumnName, ColumnRule.Image);
        TokenizerOptions tokenizer = _options.FittedTokenizer?.Options ?? _options.Tokenizer;
        List<SchemaShape.Column> added = [SchemaCheck.Shape(_options.OutputColumnName, CodesColumn.Type(tokenizer.Layout), CodesColumn.AnnotationShape(new TokenizerDataViewType(tokenizer)))];
        if (_options.LatentsColumnName is { } latents)
            added.Add(SchemaCheck.Shape(latents, new VectorDataViewType(NumberDataViewType.Single, 1)));
        return SchemaCheck.Add(inputSchema, added);
    }

    private PixelStore ReadPixels(IDataView input, DataViewSchema.Column column, IChannel channel)
    {
        (int size, PixelForm form) = (_options.Tokenizer.TrainingImageSize ?? _options.Tokenizer.ImageSize, _options.Tokenizer.Pixels);
        var store = new PixelStore(size, size, _options.Tokenizer.MemoryBudget, form);
        using var bad = new BadImageCount(_host, column.Name);
        using DataViewRowCursor cursor = input.GetRowCursor([column]);
        using var images = ImageInput.Create(cursor, column, _options.ImageInput(size, form), _options.BatchSize, bad);
        using var bank = new RowBank(0, _options.BatchSize, images, [], cursor);
        for (long first = 0; !bank.IsLast; first += bank.Count)
        {
            Cancellation.ThrowIfAsked(_host);
            bank.Fill(first, _options.Tokenizer.CancellationToken);
            for (int slot = 0; slot < bank.Count; slot++)
            {
                if (!images.IsMissing(slot))
                    store.Add(images.Pixels(slot));
            }
            if (bank.Failure is not null)
                throw bank.Failure;
        }
        if (store.Count == 0)
            throw new InvalidOperationException($"Column '{column.Name}' holds no image to train on.");
        channel.Info(MessageSensitivity.None, $"Training on {store.Count} images of {size} x {size} pixels.");
        return store;
    }
}
