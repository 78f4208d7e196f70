using Microsoft.ML;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(ITransformer), typeof(CustomMappingLoader), null, typeof(SignatureLoadModel), "Custom mapping", CustomMappingLoader.LoaderSignature)]
