using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

[assembly: InternalsVisibleTo("Microsoft.ML.Transforms, PublicKey=" + PublicKey.Value)]
[assembly: InternalsVisibleTo("Microsoft.ML.ImageAnalytics, PublicKey=" + PublicKey.Value)]

[assembly: LoadableClass(typeof(TransformerChain<ITransformer>), typeof(TransformerChain), null, typeof(SignatureLoadModel), "Transformer chain", TransformerChain.LoaderSignature)]
[assembly: LoadableClass(typeof(ColumnCopyingTransformer), null, typeof(SignatureLoadModel), "Copy columns", ColumnCopyingTransformer.LoaderSignature)]
[assembly: LoadableClass(typeof(ColumnSelectingTransformer), null, typeof(SignatureLoadModel), "Select columns", ColumnSelectingTransformer.LoaderSignature)]
[assembly: LoadableClass(typeof(ValueToKeyMappingTransformer), null, typeof(SignatureLoadModel), "Values to keys", ValueToKeyMappingTransformer.LoaderSignature)]
[assembly: LoadableClass(typeof(KeyToValueMappingTransformer), null, typeof(SignatureLoadModel), "Keys to values", KeyToValueMappingTransformer.LoaderSignature)]
[assembly: LoadableClass(
    typeof(CompositeDataLoader<IMultiStreamSource, ITransformer>), null, typeof(SignatureLoadModel), "Loader and transformers", CompositeDataLoader<IMultiStreamSource, ITransformer>.LoaderSignature)]
[assembly: LoadableClass(typeof(TextLoader), null, typeof(SignatureLoadModel), "Text loader", TextLoader.LoaderSignature)]
