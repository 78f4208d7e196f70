using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

// HierVQ.LoadModel <model.zip> <image.png> [<image.png> ...]: loads a pipeline and writes its score of each image, to the last bit.
var ml = new MLContext();
ITransformer model = ml.Model.Load(args[0], out DataViewSchema _);
Row[] rows = [.. args[1..].Select(path => new Row { Image = File.ReadAllBytes(path), Label = "warm" })];
foreach (float score in model.Transform(ml.Data.LoadFromEnumerable(rows)).GetColumn<float>("Score"))
    Console.WriteLine(BitConverter.SingleToInt32Bits(score).ToString(CultureInfo.InvariantCulture));
((IDisposable)model).Dispose();

internal sealed class Row
{
    public byte[] Image { get; set; } = [];
    public string Label { get; set; } = "";
}
