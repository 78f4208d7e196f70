using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

[assembly: InternalsVisibleTo("Microsoft.ML.Transforms, PublicKey=" + PublicKey.Value)]
[assembly: InternalsVisibleTo("Microsoft.ML.ImageAnalytics, PublicKey=" + PublicKey.Value)]

[assembly: LoadableClass(typeof(TransformerChain<ITransformer>), typeof(TransformerChain), null, typeof(SignatureLoadModel), "Transformer chain", TransformerChain.LoaderSignature)]
[assembly: LoadableClass(typeof(ColumnCopyingTransformer), null, typeof(SignatureLoadModel), "Copy columns", ColumnCopyingTransformer.LoaderSignature)]
