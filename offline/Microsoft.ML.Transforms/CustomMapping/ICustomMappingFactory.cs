using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>What makes a custom mapping again when a model is loaded.</summary>
internal interface ICustomMappingFactory
{
    ITransformer CreateTransformer(IHostEnvironment env, string contractName);
}
