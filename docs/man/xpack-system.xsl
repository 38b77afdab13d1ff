<?xml version="1.0" encoding="US-ASCII"?>
<!-- SPDX-FileCopyrightText: 2026 The xpack authors -->
<!-- SPDX-License-Identifier: BSD-2-Clause -->
<!--
  xpack-system(5) from the schema of system descriptions: every element with its children and
  attributes, then every type.  What the page says of them stands in the schema alone.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:xs="http://www.w3.org/2001/XMLSchema" exclude-result-prefixes="xs">
  <xsl:output method="text" encoding="US-ASCII"/>
  <xsl:param name="version"/>
  <xsl:param name="date"/>

  <xsl:template match="/xs:schema">
    <xsl:value-of select="concat('.TH XPACK-SYSTEM 5 &quot;', $date, '&quot; &quot;xpack ', $version,
                                 '&quot; &quot;File formats&quot;&#10;')"/>
    <xsl:text>.SH NAME&#10;xpack-system \- the system description of xpack&#10;</xsl:text>
    <xsl:text>.SH DESCRIPTION&#10;</xsl:text>
    <xsl:call-template name="paragraphs">
      <xsl:with-param name="text" select="xs:annotation/xs:documentation"/>
    </xsl:call-template>
    <xsl:text>.SH ELEMENTS&#10;</xsl:text>
    <xsl:apply-templates select="xs:element"/>
    <xsl:text>.SH VALUES&#10;</xsl:text>
    <xsl:apply-templates select="xs:simpleType"/>
    <xsl:text>.SH SEE ALSO&#10;.BR xpack (1)&#10;.PP&#10;</xsl:text>
    <xsl:text>.B xpack schema&#10;prints the schema that this page is made from.&#10;</xsl:text>
  </xsl:template>

  <xsl:template match="xs:schema/xs:element">
    <xsl:value-of select="concat('.SS ', @name, '&#10;')"/>
    <xsl:call-template name="paragraphs">
      <xsl:with-param name="text" select="xs:annotation/xs:documentation"/>
    </xsl:call-template>
    <xsl:if test=".//xs:element">
      <xsl:text>.PP&#10;Children, in this order:&#10;</xsl:text>
      <xsl:apply-templates select=".//xs:element" mode="child"/>
    </xsl:if>
    <xsl:apply-templates
        select=".//xs:attribute[generate-id(ancestor::xs:element[1]) = generate-id(current())]"/>
    <xsl:apply-templates select=".//xs:element[@name]"/>
  </xsl:template>

  <!-- An element that only its parent has. -->
  <xsl:template match="xs:element//xs:element">
    <xsl:value-of select="concat('.SS ', @name, ' (in ', ancestor::xs:element/@name, ')&#10;')"/>
    <xsl:call-template name="paragraphs">
      <xsl:with-param name="text" select="xs:annotation/xs:documentation"/>
    </xsl:call-template>
    <xsl:apply-templates
        select=".//xs:attribute |
                //xs:complexType[@name = substring-after(current()/@type, ':')]//xs:attribute"/>
  </xsl:template>

  <xsl:template match="xs:element" mode="child">
    <xsl:choose>
      <xsl:when test="@ref"><xsl:value-of select="substring-after(@ref, ':')"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="@name"/></xsl:otherwise>
    </xsl:choose>
    <xsl:choose>
      <xsl:when test="@minOccurs = 0 and @maxOccurs"> (any number)</xsl:when>
      <xsl:when test="@minOccurs = 0"> (at most one)</xsl:when>
      <xsl:when test="@maxOccurs"> (one or more)</xsl:when>
    </xsl:choose>
    <xsl:value-of select="substring(',.', 1 + (position() = last()), 1)"/>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

  <xsl:template match="xs:attribute">
    <xsl:text>.TP&#10;</xsl:text>
    <xsl:value-of select="concat('.BR ', @name, ' &quot; (', substring-after(@type, ':'))"/>
    <xsl:if test="not(@use = 'required')">, may be absent</xsl:if>
    <xsl:text>)&quot;&#10;</xsl:text>
    <xsl:call-template name="text">
      <xsl:with-param name="text" select="xs:annotation/xs:documentation"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="xs:schema/xs:simpleType">
    <xsl:value-of select="concat('.SS ', @name, '&#10;')"/>
    <xsl:call-template name="paragraphs">
      <xsl:with-param name="text" select="xs:annotation/xs:documentation"/>
    </xsl:call-template>
    <xsl:for-each select=".//xs:enumeration">
      <xsl:value-of select="concat('.TP&#10;.B ', @value, '&#10;')"/>
      <xsl:call-template name="text">
        <xsl:with-param name="text" select="xs:annotation/xs:documentation"/>
      </xsl:call-template>
    </xsl:for-each>
  </xsl:template>

  <!-- Text with empty lines between paragraphs. -->
  <xsl:template name="paragraphs">
    <xsl:param name="text"/>
    <xsl:variable name="rest" select="substring-after($text, '&#10;&#10;')"/>
    <xsl:choose>
      <xsl:when test="$rest != ''">
        <xsl:call-template name="text">
          <xsl:with-param name="text" select="substring-before($text, '&#10;&#10;')"/>
        </xsl:call-template>
        <xsl:text>.PP&#10;</xsl:text>
        <xsl:call-template name="paragraphs">
          <xsl:with-param name="text" select="$rest"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="text"><xsl:with-param name="text" select="$text"/></xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- One input line; backslashes are roff's, and a dot or quote may begin no line. -->
  <xsl:template name="text">
    <xsl:param name="text"/>
    <xsl:variable name="line" select="normalize-space($text)"/>
    <xsl:if test="$line != ''">
      <xsl:if test="contains(&quot;.'&quot;, substring($line, 1, 1))">\&amp;</xsl:if>
      <xsl:call-template name="escaped"><xsl:with-param name="text" select="$line"/></xsl:call-template>
      <xsl:text>&#10;</xsl:text>
    </xsl:if>
  </xsl:template>

  <xsl:template name="escaped">
    <xsl:param name="text"/>
    <xsl:choose>
      <xsl:when test="contains($text, '\')">
        <xsl:value-of select="concat(substring-before($text, '\'), '\e')"/>
        <xsl:call-template name="escaped">
          <xsl:with-param name="text" select="substring-after($text, '\')"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$text"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
