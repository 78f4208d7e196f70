using HierVQ.Examples;
using HierVQ.Examples.Papers;

const string Usage = """
    usage: dotnet run -c Release --project examples/Papers -- COMMAND [PARTS] [--output FOLDER] [--docs FOLDER]

      all            run every part that is not finished yet, then write the page
      run PARTS      run these parts, or single trials of them as part/trial
      page           write the page of what is finished
      quick          a few steps of every part and the page, into artifacts/papers-quick
      list           name the parts

    --output  where figures and pictures are kept; artifacts/papers unless it is given
    --docs    folder whose papers.md and images/papers all and page bring up to date; none unless it is given
    """;

return new RunProgram
{
    Name = "papers",
    Usage = Usage,
    List = () => AllParts.List.Select(part => $"{part.Name,-12} {part.Title}"),
    Run = (desk, names) => RunCommand.Run(AllParts.Named(names), desk),
    Page = PageCommand.Run,
}.Start(args);
