using HierVQ.Tokenizers;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace HierVQ.Transforms;

/// <summary>A tokenizer out of a component's directory of the model zip.</summary>
internal static class TokenizerZip
{
    /// <exception cref="FormatException">An entry is damaged.</exception>
    public static SharedTokenizer Load(IHostEnvironment environment, ModelLoadContext ctx, TokenizerOptions options, Action validate)
    {
        var device = DeviceChoice.Of(environment);
        ITokenizer tokenizer = ModelZip.Create(ctx, () =>
        {
            validate();
            return options.Create(device);
        });
        try
        {
            ModelZip.LoadWeights(ctx, tokenizer.Module);
            return new SharedTokenizer(tokenizer, owned: true);
        }
        catch
        {
            tokenizer.Dispose();
            throw;
        }
    }
}
