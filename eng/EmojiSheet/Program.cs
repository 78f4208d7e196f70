using System.Text.Json;
using HierVQ.EmojiSheet;
using HierVQ.Images;

// dotnet run --project eng/EmojiSheet -- <unpacked package emoji-datasource-google> <output folder>
if (args.Length != 2 || !File.Exists(Path.Combine(args[0], "emoji.json")))
{
    Console.Error.WriteLine("Give the unpacked folder of the npm package emoji-datasource-google (with emoji.json), and an output folder.");
    return 1;
}

(string package, string output) = (args[0], args[1]);
const int Size = 32, Columns = 44;
ImageDecoder decoder = new(new ImageDecoderOptions { Width = Size, Height = Size, Fit = ImageFit.Pad });
ImageGrid sheet = new(Size, Size, Columns) { Spacing = 0 };
List<string> table = ["index,name,category,subcategory,unicode"];
HashSet<string> seen = [];
using FileStream json = File.OpenRead(Path.Combine(package, "emoji.json"));
foreach (EmojiEntry emoji in EmojiEntry.Parse(JsonDocument.Parse(json).RootElement))
{
    byte[] rgb = decoder.DecodeFile(Path.Combine(package, "img", "google", "64", emoji.Image));
    // Some territories fly the flag of another one, and some families share a sign: the same picture must not be trained on and held out.
    if (!seen.Add(Convert.ToBase64String(rgb)))
    {
        Console.WriteLine($"left out, same picture as an earlier one: {emoji.Name}");
        continue;
    }

    table.Add($"{sheet.Count},{emoji.Name},{emoji.Category},{emoji.Subcategory},{emoji.Unicode}");
    sheet.Add(rgb);
}

Directory.CreateDirectory(output);
sheet.Save(Path.Combine(output, "emoji32.png"));
File.WriteAllText(Path.Combine(output, "emoji32.csv"), string.Concat(table.Select(line => line + "\n")));
Console.WriteLine($"{sheet.Count} emoji");
return 0;
