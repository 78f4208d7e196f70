namespace HierVQ;

/// <summary>How the gradient of the code vectors comes to the vectors that they stand for, as rounding to the nearest code has none.</summary>
public enum CodeGradient
{
    /// <summary>As it is (van den Oord et al. 2017): every vector of a code's region gets the same.</summary>
    StraightThrough,

    /// <summary>Rotated and scaled as the vector would have to be to become its code vector (Fifty et al. 2024, the rotation trick), which keeps the angle between the two.</summary>
    Rotation,
}
