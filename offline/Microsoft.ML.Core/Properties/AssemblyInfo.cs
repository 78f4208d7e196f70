using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Microsoft.ML.Data, PublicKey=" + PublicKey.Value)]
[assembly: InternalsVisibleTo("Microsoft.ML.Transforms, PublicKey=" + PublicKey.Value)]
[assembly: InternalsVisibleTo("Microsoft.ML.ImageAnalytics, PublicKey=" + PublicKey.Value)]
