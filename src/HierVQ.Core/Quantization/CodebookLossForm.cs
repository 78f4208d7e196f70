namespace HierVQ;

/// <summary>On which term of the loss of vector quantization beta, the commitment weight, sits.</summary>
public enum CodebookLossForm
{
    /// <summary>beta·|sg[e] - z|² + |e - sg[z]|²: beta weighs what pulls the vectors to the codes (van den Oord et al. 2017, equation 3).</summary>
    Paper,

    /// <summary>|sg[e] - z|² + beta·|e - sg[z]|²: the two are swapped in the code by which the published VQGAN models were trained.</summary>
    Legacy,
}
